package io.jenkins.plugins.deploymentsteps.architecture.planted.steps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;

/** Breaks: files are read where the work runs, no process is started, no XML is read. */
public class StepWithFiles {
    String read(Path file) throws IOException {
        new ProcessBuilder("true").start();
        DocumentBuilderFactory.newInstance();
        return Files.readString(file);
    }
}
