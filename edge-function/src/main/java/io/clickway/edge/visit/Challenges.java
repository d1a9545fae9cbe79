package io.clickway.edge.visit;

import io.clickway.edge.click.ClickTarget;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * ACME's question whether a host is ours (RFC 8555, 8.3), answered with the file that an ACME client has put into its webroot.
 * Only files named like a token, small, of text and no links; few at a time, and never read on an event loop.
 */
public final class Challenges {

    private static final String PREFIX = ".well-known/acme-challenge/";

    /** base64url; no dot, so that no token leads out of the folder. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    /** A token, a dot and a hash; some clients end the line. */
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{1,1024}\\r?\\n?");

    private static final int MAX_BYTES = 1026;
    private static final int AT_A_TIME = 16;

    private final Optional<Path> folder;
    private final Answers answers;
    private final Semaphore places = new Semaphore(AT_A_TIME);

    /** @throws IllegalArgumentException names the setting when the webroot is no folder */
    public static Challenges of(Optional<Path> webroot, Answers answers) {
        if (webroot.isPresent() && !Files.isDirectory(webroot.get())) {
            throw new IllegalArgumentException("edge.http.acme-webroot: " + webroot.get() + " is no folder; make it");
        }
        return new Challenges(webroot.map(root -> root.resolve(PREFIX)), answers);
    }

    private Challenges(Optional<Path> folder, Answers answers) {
        this.folder = folder;
        this.answers = answers;
    }

    static boolean isOne(ClickTarget target) {
        return target.slug().startsWith(PREFIX);
    }

    void answer(RoutingContext context, ClickTarget target) {
        var request = context.request();
        var token = target.slug().substring(PREFIX.length());
        if (folder.isEmpty() || !TOKEN.matcher(token).matches()) {
            answers.notFound(request);
        } else if (!places.tryAcquire()) {
            answers.busy(request);
        } else {
            context.vertx()
                    .executeBlocking(() -> read(folder.get().resolve(token)), false)
                    .onComplete(read -> {
                        places.release();
                        Optional.ofNullable(read.result())
                                .flatMap(text -> text)
                                .ifPresentOrElse(text -> answers.text(request, text), () -> answers.notFound(request));
                    });
        }
    }

    static Optional<String> read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            var text = new String(in.readNBytes(MAX_BYTES + 1), StandardCharsets.ISO_8859_1);
            return Optional.of(text).filter(TEXT.asMatchPredicate());
        }
    }
}
