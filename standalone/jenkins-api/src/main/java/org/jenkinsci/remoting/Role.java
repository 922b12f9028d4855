package org.jenkinsci.remoting;

/** What a machine is in an installation. */
public final class Role {
    private final String name;

    /** Names a role. */
    public Role(String name) {
        this.name = name;
    }

    /** {@return the name} */
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(Object obj) {
        return obj instanceof Role other && name.equals(other.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return super.toString() + "[" + name + "]";
    }
}
