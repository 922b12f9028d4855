package io.jenkins.plugins.deploymentsteps.steps;

import com.thoughtworks.xstream.XStream;

/** With the XStream of Jenkins, less what Jenkins adds to it; as there, what is not known is passed over. */
public class ConfigXmlTest extends ConfigXmlSuite {
    @Override
    protected Object read(String xml) {
        XStream xstream = new XStream();
        xstream.setClassLoader(ConfigXmlTest.class.getClassLoader());
        xstream.allowTypesByWildcard(new String[] {"io.jenkins.plugins.deploymentsteps.**"});
        xstream.ignoreUnknownElements();
        return xstream.fromXML(xml);
    }
}
