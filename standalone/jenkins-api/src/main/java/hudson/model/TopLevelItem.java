package hudson.model;

/** An item that may lie directly in Jenkins. */
public interface TopLevelItem extends Item {}
