package io.clickway.e2e.fault;

import io.clickway.e2e.system.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * A small disk of its own under a data folder, in this mount namespace only. The process that owns the folder must not run
 * while the disk comes or goes; its files move along, with owner and mode.
 */
public final class Disk {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Path folder;
    private final Path image;

    private Disk(Path folder, Path image) {
        this.folder = folder;
        this.image = image;
    }

    /** In memory: only its size counts. */
    public static Disk small(Path folder, int mebibytes) throws IOException {
        var disk = new Disk(folder, sibling(folder, "none"));
        disk.moveOnto(() ->
                shell("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m,mode=0700", "tmpfs", folder.toString()));
        return disk;
    }

    /** An ext4 file system in an image file: what was not synced isn't in the image. */
    public static Disk image(Path folder, int mebibytes) throws IOException {
        var image = sibling(folder, "image");
        shell("truncate", "-s", mebibytes + "M", image.toString());
        shell("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image.toString());
        var disk = new Disk(folder, image);
        disk.moveOnto(() -> shell("mount", "-o", "loop", image.toString(), folder.toString()));
        return disk;
    }

    private static Path sibling(Path folder, String kind) {
        return folder.resolveSibling("." + folder.getFileName() + "." + kind);
    }

    /** Takes all space that is left. */
    public void fill() {
        // Ends with "no space left", as it shall.
        Shell.run(LIMIT, "dd", "if=/dev/zero", "of=" + ballast(), "bs=64k", "status=none");
        Shell.run(LIMIT, "sync", "-f", folder.toString());
    }

    /** Takes all space but so much, at once. */
    public void fillLeaving(int mebibytes) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace() - ((long) mebibytes << 20);
        shell("fallocate", "-l", String.valueOf(free), ballast().toString());
    }

    public void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /**
     * Takes a copy of the image as a power cut would leave it. The owner must be frozen, so that nothing is answered
     * after the copy.
     */
    public void copyAsByPowerCut() {
        shell("cp", "--sparse=always", image.toString(), image + ".copy");
    }

    /** The disk as it was at the power cut takes the place of the present one, checked as at a boot. */
    public void returnToCopy() throws IOException {
        unmount();
        Files.move(Path.of(image + ".copy"), image, StandardCopyOption.REPLACE_EXISTING);
        // 1 says that it mended something: the journal was replayed.
        Shell.run(LIMIT, "e2fsck", "-p", image.toString());
        shell("mount", "-o", "loop", image.toString(), folder.toString());
    }

    /** Away with the disk; its files move back. */
    public void remove() throws IOException {
        free();
        var staging = sibling(folder, "staging");
        copy(folder, staging);
        unmount();
        empty(folder);
        copy(staging, folder);
        delete(staging);
        Files.deleteIfExists(image);
    }

    private void unmount() {
        shell("umount", folder.toString());
    }

    private void moveOnto(Runnable mount) throws IOException {
        var staging = sibling(folder, "staging");
        copy(folder, staging);
        mount.run();
        copy(staging, folder);
        Files.deleteIfExists(folder.resolve("lost+found"));
        // What moved here was on disk before; a power cut must not find it missing.
        shell("sync", "-f", folder.toString());
        delete(staging);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        shell("cp", "-a", from + "/.", to + "/");
        shell("chown", "--reference=" + from, to.toString());
        shell("chmod", "--reference=" + from, to.toString());
    }

    private static void empty(Path folder) {
        shell("find", folder.toString(), "-mindepth", "1", "-delete");
    }

    private static void delete(Path folder) {
        shell("rm", "-rf", folder.toString());
    }

    private static void shell(String... command) {
        Shell.run(LIMIT, command).orThrow();
    }
}
