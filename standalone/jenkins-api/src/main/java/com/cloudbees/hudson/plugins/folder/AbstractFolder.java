package com.cloudbees.hudson.plugins.folder;

import hudson.model.AbstractItem;
import hudson.model.ItemGroup;
import hudson.model.TopLevelItem;
import hudson.util.DescribableList;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/**
 * A folder; outside Jenkins nothing lies in it.
 *
 * @param <I> the kind of items
 */
public abstract class AbstractFolder<I extends TopLevelItem> extends AbstractItem
        implements TopLevelItem, ItemGroup<I> {
    private final DescribableList<AbstractFolderProperty<?>, AbstractFolderPropertyDescriptor> properties =
            new DescribableList<>(() -> {});

    /** Names a folder in a group. */
    @SuppressWarnings("rawtypes")
    protected AbstractFolder(ItemGroup parent, String name) {
        super(parent, name);
    }

    /** {@return the properties} */
    public DescribableList<AbstractFolderProperty<?>, AbstractFolderPropertyDescriptor> getProperties() {
        return properties;
    }

    /** Adds a property and tells it its owner. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    public void addProperty(AbstractFolderProperty p) throws IOException {
        p.setOwner(this);
        properties.add(p);
    }

    @Override
    @org.kohsuke.stapler.export.Exported(name = "jobs")
    public Collection<I> getItems() {
        return List.of();
    }

    @Override
    public I getItem(String name) {
        return null;
    }
}
