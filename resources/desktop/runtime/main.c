/* The start of an AppImage (type 2): a program that makes the squashfs behind itself a folder, and runs
   AppRun in it.

   The folder is mounted where the system has FUSE, else unpacked; either way it is private and gone when
   AppRun has ended, however it ended: a second process, the keeper, waits for that. AppRun gets the number
   of the process that was started, so that signals and exit status are its own.
   (AppImage specification, type 2 image format.) */

#define _GNU_SOURCE
#include "serve.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char HELP[] =
    "This is an AppImage: one file with the whole program in it. Options of the file itself:\n"
    "  --appimage-extract [PATTERN]   unpack into the folder squashfs-root, here\n"
    "  --appimage-extract-and-run     unpack into a temporary folder instead of mounting it, and run\n"
    "                                 (also with APPIMAGE_EXTRACT_AND_RUN=1 in the environment)\n"
    "  --appimage-mount               mount, say where, and wait to be interrupted\n"
    "  --appimage-offset              say where the squashfs begins in this file\n"
    "  --appimage-help                say this\n"
    "Everything else goes to the program.\n";

static pid_t program;   /* the process that the keeper waits for */

static int fail(const char *what, const char *about, const char *hint) {
    fprintf(stderr, "error: %s%s%s\n", about, *about ? ": " : "", what);
    if (hint) fprintf(stderr, "hint: %s\n", hint);
    return 127;
}

/* Where this ELF file ends, 0 if it cannot be read: after its sections' headers, which come last. */
static uint64_t end_of_program(int file) {
    Elf64_Ehdr head;
    if (pread(file, &head, sizeof head, 0) != sizeof head || memcmp(head.e_ident, ELFMAG, SELFMAG))
        return 0;
    return head.e_shoff + (uint64_t)head.e_shentsize * head.e_shnum;
}

static void path_of(const node *tree, uint32_t index, char *into) {
    if (index == 0) {
        *into = 0;
        return;
    }
    path_of(tree, tree[index].parent, into);
    size_t used = strlen(into);
    if (used + strlen(tree[index].name) + 2 > PATH_MAX) return;
    if (used) into[used++] = '/';
    strcpy(into + used, tree[index].name);
}

static int unpack_file(squash *image, const node *from, const char *path) {
    static char part[1 << 17];
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return -1;
    uint64_t at = 0;
    while (at < from->size) {
        long got = squash_read(image, from, part, at, sizeof part);
        if (got <= 0) errno = EIO;
        if (got <= 0 || write(file, part, (size_t)got) != got) {
            close(file);
            return -1;
        }
        at += (uint64_t)got;
    }
    int failed = fchmod(file, from->mode & 0777);
    return close(file) || failed ? -1 : 0;
}

/* Unpack what matches the pattern (everything for NULL); returns 0, or the status to end with. */
static int unpack(squash *image, const char *folder, const char *pattern, int loud) {
    uint32_t count;
    const node *tree = squash_tree(image, &count);
    char inside[PATH_MAX], path[2 * PATH_MAX];
    for (uint32_t i = 1; i < count; i++) {
        path_of(tree, i, inside);
        snprintf(path, sizeof path, "%s/%s", folder, inside);
        int wanted = pattern == NULL || fnmatch(pattern, inside, FNM_PATHNAME | FNM_LEADING_DIR) == 0, failed = 0;
        if (tree[i].kind == FOLDER) {
            /* folders come before what is in them, and stay open to us until all is there */
            failed = mkdir(path, 0755) && errno != EEXIST;
        } else if (wanted) {
            if (pattern || loud) unlink(path);
            failed = tree[i].kind == LINK ? symlink(tree[i].target, path)
                                          : unpack_file(image, &tree[i], path);
            if (loud) printf("%s\n", path);
        }
        if (failed) return fail(strerror(errno), path, "is the disk full, or the file cut short?");
    }
    for (uint32_t i = count; pattern && i-- > 1;)   /* folders that nothing was put into */
        if (tree[i].kind == FOLDER) {
            path_of(tree, i, inside);
            snprintf(path, sizeof path, "%s/%s", folder, inside);
            rmdir(path);
        }
    return 0;
}

static int forget(const char *path, const struct stat *about, int type, struct FTW *place) {
    (void)about, (void)type, (void)place;
    remove(path);
    return 0;
}

static void remove_all(const char *folder) { nftw(folder, forget, 16, FTW_DEPTH | FTW_PHYS); }

static int may_run_from(const char *place, uint64_t needed) {
    struct statvfs about;
    if (access(place, W_OK) || statvfs(place, &about)) return 0;
    if (about.f_flag & ST_NOEXEC) return 0;
    return (uint64_t)about.f_bavail * about.f_frsize >= needed;
}

/* Make a folder that only this user can enter, on a disk with enough room from which programs may be
   started; returns whether there is one. */
static int private_folder(char *into, uint64_t needed) {
    char cache[PATH_MAX] = "";
    const char *home = getenv("HOME"), *named = getenv("XDG_CACHE_HOME");
    if (named && *named == '/') snprintf(cache, sizeof cache, "%s", named);
    else if (home) snprintf(cache, sizeof cache, "%s/.cache", home);
    const char *const places[] = {getenv("TMPDIR"), "/tmp", "/var/tmp", cache, home};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i] == NULL || *places[i] != '/' || !may_run_from(places[i], needed)) continue;
        if (snprintf(into, PATH_MAX, "%s/.mount_backstep-XXXXXX", places[i]) < PATH_MAX &&
            mkdtemp(into))
            return 1;
    }
    return 0;
}

static int has_ended(void) { return getppid() != program; }

/* Wait until the program has ended, serving its files if they are mounted; then remove the folder. */
static void keep(int device, squash *image, const char *folder) {
    /* a terminal's Ctrl-C and a session's end are for the program; this process ends right after it */
    setsid();
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_IGN);
    int nothing = open("/dev/null", O_RDWR);
    if (nothing >= 0) dup2(nothing, 0), dup2(nothing, 1), dup2(nothing, 2);
    if (chdir("/")) _exit(1);
    int ends = (int)syscall(SYS_pidfd_open, program, 0);   /* -1 before Linux 5.3: then every second */
    struct pollfd watched = {ends, POLLIN, 0};
    if (device >= 0) serve(device, image, ends, has_ended);
    while (!has_ended()) poll(&watched, 1, 1000);
    if (device < 0) {
        remove_all(folder);
    } else {
        serve_unmount(device, folder);
        rmdir(folder);
    }
    _exit(0);
}

static uint64_t size_of(squash *image) {
    uint32_t count;
    const node *tree = squash_tree(image, &count);
    uint64_t all = 0;
    for (uint32_t i = 0; i < count; i++) all += (tree[i].size + 4095) / 4096 * 4096 + 4096;
    return all;
}

/* Have the image as a folder, and a keeper for it; returns 0, or the status to end with. */
static int open_folder(squash *image, char *folder, int may_mount, int may_unpack) {
    uint64_t needed = may_unpack ? size_of(image) : 0;
    int device = -1;
    if (may_mount && private_folder(folder, 0)) {
        device = serve_mount(folder);
        if (device < 0) rmdir(folder);
    }
    if (device < 0 && !may_unpack)
        return fail("it cannot be mounted here", "", "install fuse3, or use --appimage-extract");
    if (device < 0 && !private_folder(folder, needed))
        return fail("no folder has room for this program and lets programs run", "",
                    "set TMPDIR to such a folder, or free 200 MB in /tmp");
    program = getpid();
    fflush(NULL);
    /* the keeper exists before anything is unpacked, so that it is removed whatever happens */
    pid_t keeper = fork();
    if (keeper == 0) keep(device, image, folder);
    if (keeper < 0) {
        int error = errno;
        device < 0 ? (void)rmdir(folder) : serve_unmount(device, folder);
        return fail(strerror(error), "no second process can be started", NULL);
    }
    if (device >= 0) close(device);
    return device < 0 ? unpack(image, folder, NULL, 0) : 0;
}

static int is_set(const char *name) {
    const char *value = getenv(name);
    return value && *value && strcmp(value, "0");
}

static int extract_here(squash *image, const char *pattern) {
    if (mkdir("squashfs-root", 0755) && errno != EEXIST)
        return fail(strerror(errno), "squashfs-root", "go to a folder where you can write");
    printf("squashfs-root\n");
    int status = unpack(image, "squashfs-root", pattern, 1);
    return fflush(stdout) ? 1 : status;
}

static int run(char **arguments, const char *own, const char *folder) {
    char start[PATH_MAX + 10], here[PATH_MAX];
    snprintf(start, sizeof start, "%s/AppRun", folder);
    setenv("APPIMAGE", own, 1);
    setenv("APPDIR", folder, 1);
    setenv("ARGV0", arguments[0], 1);
    if (getcwd(here, sizeof here)) setenv("OWD", here, 1);
    arguments[0] = start;
    execv(start, arguments);
    return fail(strerror(errno), start, NULL);
}

int main(int count, char **arguments) {
    (void)count;
    char own[PATH_MAX], folder[PATH_MAX];
    const char *asked = arguments[1] ? arguments[1] : "", *wrong;
    ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (length < 0 || file < 0)
        return fail("this program cannot find itself", "", "is /proc mounted?");
    own[length] = 0;
    uint64_t offset = end_of_program(file);
    if (!strcmp(asked, "--appimage-help")) {
        fputs(HELP, stdout);
        return 0;
    }
    if (!strcmp(asked, "--appimage-offset")) {
        printf("%llu\n", (unsigned long long)offset);
        return 0;
    }
    squash *image = squash_open(file, offset, &wrong);
    if (image == NULL) return fail(wrong, own, "download or copy the file again");
    if (!strcmp(asked, "--appimage-extract")) return extract_here(image, arguments[2]);
    int mount_only = !strcmp(asked, "--appimage-mount");
    int unpack_only = !strcmp(asked, "--appimage-extract-and-run");
    if (!strncmp(asked, "--appimage-", 11) && !mount_only && !unpack_only)
        return fail("no such option", asked, "--appimage-help lists them");
    int status = open_folder(image, folder,
                             !unpack_only && !is_set("APPIMAGE_EXTRACT_AND_RUN"), !mount_only);
    if (status) return status;
    if (mount_only) {
        printf("%s\n", folder);
        fflush(stdout);
        for (;;) pause();
    }
    if (unpack_only) {
        arguments[1] = arguments[0];
        arguments++;
    }
    return run(arguments, own, folder);
}
