/* Makes fsync and fdatasync slow or failing, by LD_PRELOAD. The file named by SLOWSYNC_FILE says how, and is read at each
   call: a number of milliseconds, or "fail" for EIO. No file: as ever. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int hindered(void) {
    const char *name = getenv("SLOWSYNC_FILE");
    char word[16] = "";
    FILE *file = name ? fopen(name, "re") : NULL;
    if (!file) return 0;
    if (!fgets(word, sizeof word, file)) word[0] = 0;
    fclose(file);
    if (strncmp(word, "fail", 4) == 0) {
        errno = EIO;
        return -1;
    }
    usleep((useconds_t)atoi(word) * 1000);
    return 0;
}

int fsync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return hindered() ? -1 : real(fd);
}

int fdatasync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return hindered() ? -1 : real(fd);
}
