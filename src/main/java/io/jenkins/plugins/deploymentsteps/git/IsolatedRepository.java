package io.jenkins.plugins.deploymentsteps.git;

import java.io.File;
import java.io.IOException;
import org.eclipse.jgit.attributes.AttributesNodeProvider;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectDatabase;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A bare repository on disk whose configuration is empty. JGit's own would inherit that of the process's user and
 * machine, and with it URLs to rewrite, headers and cookies to send, proxies, and TLS that is not verified.
 */
final class IsolatedRepository extends Repository {
    private final Repository files;
    private final StoredConfig config = new EmptyConfig();

    private IsolatedRepository(BaseRepositoryBuilder<?, ?> builder, Repository files) {
        super(builder);
        this.files = files;
    }

    /**
     * Creates an empty repository.
     *
     * @param directory does not exist yet; its parent does
     * @throws IOException if the disk does not allow it
     */
    static IsolatedRepository create(File directory) throws IOException {
        FileRepositoryBuilder builder =
                new FileRepositoryBuilder().setGitDir(directory).setBare().setup();
        Repository files = builder.build();
        try {
            files.create(true);
            return new IsolatedRepository(builder, files);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    @Override
    public void create(boolean bare) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getIdentifier() {
        return files.getIdentifier();
    }

    @Override
    public ObjectDatabase getObjectDatabase() {
        return files.getObjectDatabase();
    }

    @Override
    public RefDatabase getRefDatabase() {
        return files.getRefDatabase();
    }

    @Override
    public StoredConfig getConfig() {
        return config;
    }

    @Override
    public AttributesNodeProvider createAttributesNodeProvider() {
        return files.createAttributesNodeProvider();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract until JGit removes it
    public org.eclipse.jgit.lib.ReflogReader getReflogReader(String refName) throws IOException {
        return files.getRefDatabase().getReflogReader(refName);
    }

    @Override
    public void scanForRepoChanges() throws IOException {
        files.scanForRepoChanges();
    }

    @Override
    public void notifyIndexChanged(boolean internal) {
        files.notifyIndexChanged(internal);
    }

    @Override
    public void close() {
        files.close();
    }

    private static final class EmptyConfig extends StoredConfig {
        EmptyConfig() {
            super((Config) null);
        }

        @Override
        public void load() {
            // There is nothing to read it from.
        }

        @Override
        public void save() {
            // Nothing may be remembered beyond this repository.
        }
    }
}
