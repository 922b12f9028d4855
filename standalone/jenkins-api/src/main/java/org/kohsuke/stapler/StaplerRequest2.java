package org.kohsuke.stapler;

import net.sf.json.JSONObject;

/** A request; outside Jenkins there is none. */
public interface StaplerRequest2 {
    /** {@return the nearest object of a type on the way to the page, or null} */
    <T> T findAncestorObject(Class<T> type);

    /** {@return an object made of what a form says} */
    <T> T bindJSON(Class<T> type, JSONObject src);

    /** Sets what a form says. */
    void bindJSON(Object bean, JSONObject src);
}
