package io.jenkins.plugins.deploymentsteps.core.readiness;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.Test;

public class JsonPathTest {
    private static final Map<String, Object> OBJECT = Rows.data("""
            metadata: {name: web, labels: {app.kubernetes.io/name: shop, plain: x}}
            spec: {replicas: 3, ratio: 2.50, ports: [{name: http, port: 80}, {name: metrics, port: 9090}]}
            status:
              phase: Running
              ready: true
              nothing: null
              conditions:
              - {type: Ready, status: 'True', reason: 'a "b"'}
              - {type: Synced, status: 'False'}
            """);

    private static String find(String path) throws DeploymentException {
        return JsonPath.parse(path).find(OBJECT).stream().map(JsonPath::text).collect(Collectors.joining(" "));
    }

    @Test
    public void findsWhatKubectlFinds() throws Exception {
        assertThat(find("{.status.phase}"), is("Running"));
        assertThat(find(".status.phase"), is("Running"));
        assertThat(find("status.phase"), is("Running"));
        assertThat(find("{$.status.phase}"), is("Running"));
        assertThat(find("{['status']['phase']}"), is("Running"));
        assertThat(find("{.metadata.labels.app\\.kubernetes\\.io/name}"), is("shop"));
        assertThat(find("{.metadata.labels['app.kubernetes.io/name']}"), is("shop"));
        assertThat(find("{.spec.ports[0].port}"), is("80"));
        assertThat(find("{.spec.ports[-1].port}"), is("9090"));
        assertThat(find("{.spec.ports[*].name}"), is("http metrics"));
        assertThat(find("{.status.conditions[?(@.type==\"Ready\")].status}"), is("True"));
        assertThat(find("{.status.conditions[?( @.type != 'Ready' )].type}"), is("Synced"));
        assertThat(find("{.status.conditions[?(@.reason)].type}"), is("Ready"));
        assertThat(find("{.status.conditions[?(@.reason=='a \"b\"')].type}"), is("Ready"));
        assertThat(find("{.spec.ports[?(@.port==80)].name}"), is("http"));
        assertThat(find("{.metadata.labels.*}"), is("shop x"));
        assertThat(find("{.spec.replicas}"), is("3"));
        assertThat(find("{.spec.ratio}"), is("2.5"));
        assertThat(find("{.status.ready}"), is("true"));
    }

    @Test
    public void whatIsNotThereIsNotFound() throws Exception {
        for (String path : new String[] {
            "{.status.nothing}",
            "{.status.absent.more}",
            "{.spec.ports[2]}",
            "{.spec.ports[-3]}",
            "{.status.phase[0]}",
            "{.status.phase.x}",
            "{.status.conditions[?(@.type=='Other')]}"
        }) {
            assertThat(path, find(path), is(""));
        }
    }

    @Test
    public void whatCannotBeReadIsRefusedWithItsPlace() {
        refused("", 1, "it is empty");
        refused("{}", 2, "it names no field");
        refused("{.a", 1, "'{' has no '}'");
        refused("{.a}{.b}", 4, "is not expected");
        refused("{..a}", 2, "'..' is not supported");
        refused("{.a[0:2]}", 6, "slices and unions are not supported");
        refused("{.a['x','y']}", 8, "slices and unions are not supported");
        refused("{.a[x]}", 5, "an index, '*', a quoted name or '?(' is expected");
        refused("{.a['x]}", 5, "the quote has no end");
        refused("{.a[?(@.b<1)]}", 10, "'==', '!=' or ')' is expected");
        refused("{.a[?(.b)]}", 7, "'@' is expected");
        refused("{.a[1}", 6, "']' is expected");
        refused("{.a.}", 5, "a field's name is expected");
        refused("{range .items[*]}", 7, "is not expected");
        refused("{.a" + ".b".repeat(40) + "}", 66, "more than 32 steps");
        refused("." + "a".repeat(600), 501, "longer than 500 characters");
        refused("{.a[99999999]}", 5, "an index");
    }

    private static void refused(String path, int character, String problem) {
        DeploymentException e = assertThrows(path, DeploymentException.class, () -> JsonPath.parse(path));
        assertThat(e.kind(), is(Kind.INVALID_INPUT));
        assertThat(e.getMessage(), containsString("at character " + character + ": "));
        assertThat(e.getMessage(), containsString(problem));
    }
}
