package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Result;
import java.io.IOException;
import java.io.Serializable;

/** What a run of a step has around it, and whom it tells its outcome. */
public abstract class StepContext implements FutureCallback<Object>, Serializable {
    private static final long serialVersionUID = 1L;

    /** {@return the object of a type, or null} */
    public abstract <T> T get(Class<T> key) throws IOException, InterruptedException;

    @Override
    public abstract void onSuccess(@Nullable Object result);

    @Override
    public abstract void onFailure(@NonNull Throwable t);

    /** {@return whether the objects can be had at once} */
    public abstract boolean isReady();

    /** {@return the writing of the run's state to disk} */
    public abstract ListenableFuture<Void> saveState();

    /** Makes the result of the build worse. */
    public abstract void setResult(Result r);

    /**
     * {@return what runs the block}
     *
     * @throws IllegalStateException when there is none
     */
    public abstract BodyInvoker newBodyInvoker() throws IllegalStateException;

    /** {@return whether there is a block} */
    public boolean hasBody() {
        return false;
    }

    @Override
    public abstract boolean equals(Object o);

    @Override
    public abstract int hashCode();
}
