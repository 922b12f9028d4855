package com.cloudbees.plugins.credentials.domains;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** Says what credentials for an address are needed for. */
public class URIRequirementBuilder {
    @NonNull
    private final List<DomainRequirement> requirements = new ArrayList<>();

    private URIRequirementBuilder() {}

    /** {@return a builder for nothing yet} */
    @NonNull
    public static URIRequirementBuilder create() {
        return new URIRequirementBuilder();
    }

    /** {@return a builder for an address; for nothing when it is null or none} */
    @NonNull
    public static URIRequirementBuilder fromUri(@CheckForNull String uri) {
        return create().withUri(uri);
    }

    /** Needs an address; null changes nothing. */
    @NonNull
    public URIRequirementBuilder withUri(@CheckForNull String uri) {
        if (uri == null) {
            return this;
        }
        try {
            URI address = new URI(uri);
            return withScheme(address.getScheme())
                    .withHostnamePort(address.getHost(), address.getPort())
                    .withPath(address.getRawPath());
        } catch (URISyntaxException e) {
            requirements.removeIf(each -> each instanceof SchemeRequirement || each instanceof HostnameRequirement);
            return this;
        }
    }

    /** Needs a protocol. */
    @NonNull
    public URIRequirementBuilder withScheme(@CheckForNull String scheme) {
        requirements.removeIf(SchemeRequirement.class::isInstance);
        if (scheme != null) {
            requirements.add(new SchemeRequirement(scheme));
        }
        return this;
    }

    /** Needs a path. */
    @NonNull
    public URIRequirementBuilder withPath(@CheckForNull String path) {
        requirements.removeIf(PathRequirement.class::isInstance);
        if (path != null) {
            requirements.add(new PathRequirement(path));
        }
        return this;
    }

    /** Needs a host. */
    @NonNull
    public URIRequirementBuilder withHostname(@CheckForNull String hostname) {
        return withHostnamePort(hostname, -1);
    }

    /** Needs a port of a host; -1 is any. */
    @NonNull
    public URIRequirementBuilder withHostnamePort(@CheckForNull String hostname, int port) {
        requirements.removeIf(HostnameRequirement.class::isInstance);
        if (hostname != null) {
            requirements.add(new HostnameRequirement(hostname));
            if (port != -1) {
                requirements.add(new HostnamePortRequirement(hostname, port));
            }
        }
        return this;
    }

    /** {@return what is needed} */
    @NonNull
    public List<DomainRequirement> build() {
        return new ArrayList<>(requirements);
    }
}
