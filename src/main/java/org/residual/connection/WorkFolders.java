package org.residual.connection;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.util.FileSystemUtils;

/**
 * Removes Tomcat's work folders, one for each port, in the folder for temporary files: Tomcat itself leaves one behind
 * with each stop. Other programs' files in them stay, such as logs of requests.
 */
final class WorkFolders implements ApplicationListener<WebServerInitializedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFolders.class);
    private static final String WORK = "work";

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        if (started.getWebServer() instanceof TomcatWebServer tomcat) {
            Server server = tomcat.getTomcat().getServer();
            server.addLifecycleListener(event -> {
                if (event.getType().equals(Lifecycle.AFTER_DESTROY_EVENT)) {
                    remove(server.getCatalinaBase().toPath());
                }
            });
        }
    }

    private static void remove(Path base) {
        try {
            FileSystemUtils.deleteRecursively(base.resolve(WORK));
            Files.deleteIfExists(base);
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            LOG.debug("{} stays: it is not empty", base);
        } catch (IOException e) {
            LOG.warn("The folder {} cannot be removed: {}", base, e.toString());
        }
    }
}
