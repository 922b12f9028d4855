package io.jenkins.plugins.deploymentsteps.core.sync;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** A build may wait while the plugin is upgraded: what an older version saved must still be read. */
@Covers("R-41")
public class SyncStateTest {
    /** What version 1 saves. Never change it: add another one for another version. */
    private static final String VERSION_1 = """
            rO0ABXNyADZpby5qZW5raW5zLnBsdWdpbnMuZGVwbG95bWVudHN0ZXBzLmNvcmUuc3luYy5TeW5jU3RhdGUAAAAAAAAAAQIAEkoA
            D2Jhc2VsaW5lSGlzdG9yeVoAC2NvbXBhcmVOZXh0WgAIY29tcGFyZWRaAA9jb21wYXJpc29uQXNrZWRaAA5jb21wYXJpc29uU2Vl
            bloAD3NlZW5Ob3REZWdyYWRlZEkADXN0YXJ0QXR0ZW1wdHNKABFzdGFydFVuY2xlYXJTaW5jZVoACXN1Y2NlZWRlZEoADHdhaXRp
            bmdTaW5jZUwAEWJhc2VsaW5lT3BlcmF0aW9udAASTGphdmEvbGFuZy9TdHJpbmc7TAALb3BlcmF0aW9uSWRxAH4AAUwAEm9wZXJh
            dGlvblN0YXJ0ZWRBdHEAfgABTAAFcGhhc2V0AD5MaW8vamVua2lucy9wbHVnaW5zL2RlcGxveW1lbnRzdGVwcy9jb3JlL3N5bmMv
            U3luY1N0YXRlJFBoYXNlO0wABnBpbm5lZHQAFUxqYXZhL3V0aWwvQXJyYXlMaXN0O0wAE3Rlcm1pbmF0ZWRPcGVyYXRpb25xAH4A
            AUwABHRvbGRxAH4AAUwACndhaXRpbmdGb3JxAH4AAXhwAAAAAAAAAAcBAQEBAQAAAAIAAAGbdtqoAQEAAAGbdtqoAHQAFDIwMjYt
            MDEtMDFUMDA6MDA6MDBadAAGN2YzZDJhdAAUMjAyNi0wMS0wMVQwMDowMTowMFp+cgA8aW8uamVua2lucy5wbHVnaW5zLmRlcGxv
            eW1lbnRzdGVwcy5jb3JlLnN5bmMuU3luY1N0YXRlJFBoYXNlAAAAAAAAAAASAAB4cgAOamF2YS5sYW5nLkVudW0AAAAAAAAAABIA
            AHhwdAAHU1RBUlRFRHNyABNqYXZhLnV0aWwuQXJyYXlMaXN0eIHSHZnHYZ0DAAFJAARzaXpleHAAAAACdwQAAAACdAAoYWFhYWFh
            YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYXQABTEuMi4zeHQAFDIwMjYtMDEtMDFUMDA6MDA6MzBadAALUHJvZ3Jl
            c3Npbmd0AAdIRUFMVEhZ""";

    @Test
    public void whatTheFirstVersionSavedIsRead() throws Exception {
        SyncState state = deserialized(Base64.getMimeDecoder().decode(VERSION_1));

        assertThat(fields(state), is(fields(example())));
    }

    @Test
    public void everyFieldSurvivesARestart() throws Exception {
        assertThat(fields(deserialized(serialized(example()))), is(fields(example())));
    }

    /** What XStream and Java's own serialization can both write and read in any version. */
    @Test
    public void itHoldsPlainFieldsOnly() {
        for (Field field : SyncState.class.getDeclaredFields()) {
            boolean plain = field.getType().isPrimitive()
                    || field.getType().isEnum()
                    || List.of(String.class, ArrayList.class).contains(field.getType());
            assertThat(field.getName(), plain, is(true));
        }
    }

    private static SyncState example() {
        SyncState state = SyncState.fresh();
        state.phase = SyncState.Phase.STARTED;
        state.operationId = "7f3d2a";
        state.succeeded = true;
        state.pin(List.of("a".repeat(40), "1.2.3"));
        state.baselineOperation = "2026-01-01T00:00:00Z";
        state.baselineHistory = 7;
        state.comparisonAsked = true;
        state.comparisonSeen = true;
        state.compared = true;
        state.compareNext = true;
        state.seenNotDegraded = true;
        state.terminatedOperation = "2026-01-01T00:00:30Z";
        state.startUnclearSince = 1767225600001L;
        state.startAttempts = 2;
        state.waitingFor = Decision.Reason.HEALTHY.name();
        state.waitingSince = 1767225600000L;
        state.told = "Progressing";
        return state;
    }

    static byte[] serialized(SyncState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
        }
        return bytes.toByteArray();
    }

    static SyncState deserialized(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (SyncState) in.readObject();
        }
    }

    private static Map<String, Object> fields(SyncState state) throws IllegalAccessException {
        Map<String, Object> fields = new TreeMap<>();
        for (Field field : SyncState.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                fields.put(field.getName(), field.get(state));
            }
        }
        return fields;
    }
}
