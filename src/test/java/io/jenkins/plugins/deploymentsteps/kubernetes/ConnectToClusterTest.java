package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.faults.ServerCertificate;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** As whom and how a real API server is spoken to. */
@Category(NeedsTestbed.class)
public class ConnectToClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    @Test
    @Covers("R-11")
    public void aRightThatIsMissingIsNamed() throws Exception {
        try (Cluster limited =
                Fabric8Cluster.open(real.withToken(real.kubernetes().limitedToken()), ProxySettings.OF_JAVA)) {
            DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(limited, true, """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: x}
                    """));
            assertThat(e.kind(), is(DeploymentException.Kind.FORBIDDEN));
            assertThat(
                    e.getMessage(),
                    allOf(containsString("forbidden"), containsString("- create, patch secrets in the namespace")));
        }
    }

    /** Without the right to bind, a binding is granted only for a role that is there, and a dry run makes none. */
    @Test
    @Covers("R-11")
    public void anAdministratorOfANamespaceDeploysARoleWithItsBindingAndAnAccountWithItsPod() throws Exception {
        real.kubectl("create", "serviceaccount", "deployer");
        real.kubectl(
                "create",
                "rolebinding",
                "deployer",
                "--clusterrole=admin",
                "--serviceaccount=" + real.namespace() + ":deployer");
        String token = real.kubectl("create", "token", "deployer").strip();
        String set = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: readers}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{kind: ServiceAccount, name: runner}]
                ---
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: runner}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: task}
                spec:
                  serviceAccountName: runner
                  containers: [{name: app, image: "example/app:1"}]
                """;
        try (Cluster cluster = Fabric8Cluster.open(real.withToken(token), ProxySettings.OF_JAVA)) {
            assertThat(real.apply(cluster, true, set).count(Action.CREATED), is(4L));
        }
        assertThat(real.log().toString(), containsString("because the role that they bind is part of the set"));
        assertThat(real.log().toString(), containsString("because the account that they run as is part of the set"));
    }

    @Test
    @Covers("R-10")
    public void anExpiredTokenIsSaidToBeExpired() throws Exception {
        try (Cluster expired =
                Fabric8Cluster.open(real.withToken(real.kubernetes().expiredToken()), ProxySettings.OF_JAVA)) {
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> real.apply(expired, true, configMap("x", "a: b")));
            assertThat(e.kind(), is(DeploymentException.Kind.UNAUTHORIZED));
            assertThat(e.getMessage(), containsString("the token expired at 20"));
            assertThat(e.getMessage(), not(containsString(real.kubernetes().expiredToken())));
        }
    }

    @Test
    @Covers("R-08")
    public void aServerThatTheAuthorityDidNotSignIsNotSpokenTo() throws Exception {
        ClusterConnection connection = real.withToken(real.kubernetes().adminToken());
        String other = ServerCertificate.valid().pem();
        long start = System.nanoTime();
        try (Cluster wrong = Fabric8Cluster.open(
                new ClusterConnection(connection.server(), other, connection.auth(), null, false, null),
                ProxySettings.OF_JAVA)) {
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> real.apply(wrong, true, configMap("x", "a: b")));
            assertThat(e.getMessage(), containsString("of an authority that is not trusted"));
        }
        assertThat(System.nanoTime() - start, lessThan(TimeUnit.SECONDS.toNanos(3)));
    }

    @Test
    public void aTokenAndASkippedVerificationWork() throws Exception {
        ClusterConnection verified = real.withToken(real.kubernetes().adminToken());
        for (ClusterConnection connection : List.of(
                verified,
                new ClusterConnection(verified.server(), null, verified.auth(), real.namespace(), true, null))) {
            try (Cluster open = Fabric8Cluster.open(connection, ProxySettings.OF_JAVA)) {
                real.apply(open, true, configMap("x", "a: b"));
            }
        }
        assertThat(real.kubectl("get", "configmap", "x", "-o=jsonpath={.data.a}"), equalTo("b"));
    }

    @Test
    public void aClientCertificateWorks() throws Exception {
        ClusterAuth auth = new ClusterAuth.ClientCertificate(
                real.kubernetes().clientCertificate(), real.kubernetes().clientKey());
        try (Cluster open = Fabric8Cluster.open(
                new ClusterConnection(
                        real.kubernetes().url(),
                        real.kubernetes().caCertificate(),
                        auth,
                        real.namespace(),
                        false,
                        null),
                ProxySettings.OF_JAVA)) {
            real.apply(open, true, configMap("cert", "a: c"));
        }
        assertThat(real.kubectl("get", "configmap", "cert", "-o=jsonpath={.data.a}"), equalTo("c"));
    }
}
