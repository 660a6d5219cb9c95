/* The kernel's side of this is include/uapi/linux/fuse.h, protocol 7. The image never changes, so that
   the kernel may keep whatever it was told. Mounting needs rights that an ordinary user does not have;
   the program fusermount, which desktops have, lends them. */

#define _GNU_SOURCE
#include "serve.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REQUEST = 1 << 17, MOST_READ = 1 << 20 };
#define FOREVER (30 * 24 * 3600)

static const char *const MOUNTERS[] = {"fusermount3", "fusermount", NULL};

/* Run a mounter with some arguments; returns whether it succeeded. The socket is -1 for none. */
static int run(char *const arguments[], int socket) {
    pid_t child = fork();
    if (child < 0) return 0;
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        if (nothing >= 0) {
            dup2(nothing, 0), dup2(nothing, 1), dup2(nothing, 2);
        }
        if (socket >= 0) {
            char number[16];
            snprintf(number, sizeof number, "%d", socket);
            setenv("_FUSE_COMMFD", number, 1);
        }
        execvp(arguments[0], arguments);
        _exit(127);
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Receive an open file from a socket. */
static int received(int socket) {
    char byte, room[CMSG_SPACE(sizeof(int))];
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = room,
                             .msg_controllen = sizeof room};
    ssize_t got;
    do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    struct cmsghdr *said = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (said == NULL || said->cmsg_type != SCM_RIGHTS) return -1;
    int file;
    memcpy(&file, CMSG_DATA(said), sizeof file);
    return file;
}

static int mount_by(const char *mounter, const char *folder) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return -1;
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    char *const arguments[] = {(char *)mounter, "-o", "ro,nosuid,nodev,fsname=backstep,subtype=appimage", "--",
                               (char *)folder, NULL};
    int device = run(arguments, ends[0]) ? -2 : -1;
    close(ends[0]);
    if (device == -2) device = received(ends[1]);
    close(ends[1]);
    return device;
}

static int mount_as_root(const char *folder) {
    int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (device < 0) return -1;
    char options[100];
    snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d", device,
             (int)getuid(), (int)getgid());
    if (mount("backstep", folder, "fuse.appimage", MS_RDONLY | MS_NOSUID | MS_NODEV, options) == 0)
        return device;
    close(device);
    return -1;
}

int serve_mount(const char *folder) {
    int device = geteuid() == 0 ? mount_as_root(folder) : -1;
    /* without this file a mounter would mount, and refuse to unmount */
    if (device < 0 && access("/etc/mtab", R_OK)) return -1;
    for (int i = 0; device < 0 && MOUNTERS[i]; i++) device = mount_by(MOUNTERS[i], folder);
    return device;
}

void serve_unmount(int device, const char *folder) {
    /* closed first: whatever still asks is refused at once, and nothing waits for an answer */
    close(device);
    if (geteuid() == 0 && umount2(folder, MNT_DETACH) == 0) return;
    for (int i = 0; MOUNTERS[i]; i++) {
        char *const arguments[] = {(char *)MOUNTERS[i], "-u", "-q", "-z", "--", (char *)folder, NULL};
        if (run(arguments, -1)) return;
    }
}

static void attributes(const node *of, uint64_t number, struct fuse_attr *into) {
    memset(into, 0, sizeof *into);
    into->ino = number;
    into->size = of->size;
    into->blocks = (of->size + 511) / 512;
    into->atime = into->mtime = into->ctime = of->time;
    into->mode = of->mode;
    into->nlink = 1;
    into->uid = getuid();
    into->gid = getgid();
    into->blksize = 4096;
}

static void answer(int device, uint64_t to, int error, const void *with, size_t length) {
    struct fuse_out_header head = {(uint32_t)(sizeof head + (error ? 0 : length)), -error, to};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)with, error ? 0 : length}};
    /* a question that was withdrawn meanwhile can no longer be answered, which is no fault */
    if (writev(device, parts, 2) < 0) return;
}

/* Write an entry of a folder; returns its length, or 0 if there is no room. */
static size_t write_entry(char *into, size_t room, const char *name, const node *of, uint32_t index,
                          uint64_t next) {
    size_t length = strlen(name), whole = FUSE_DIRENT_ALIGN(FUSE_NAME_OFFSET + length);
    if (whole > room) return 0;
    struct fuse_dirent entry = {(uint64_t)index + 1, next, (uint32_t)length, IFTODT(of->mode)};
    memset(into, 0, whole);
    memcpy(into, &entry, FUSE_NAME_OFFSET);
    memcpy(into + FUSE_NAME_OFFSET, name, length);
    return whole;
}

static size_t list(const node *tree, uint32_t folder, const struct fuse_read_in *asked, char *into) {
    size_t used = 0, room = asked->size < MOST_READ ? asked->size : MOST_READ;
    const uint32_t dots[] = {folder, tree[folder].parent};
    uint32_t entry = tree[folder].first;
    for (uint64_t place = 0; place < 2 || entry; place++) {
        uint32_t index = place < 2 ? dots[place] : entry;
        const char *name = place < 2 ? &".."[1 - place] : tree[entry].name;
        if (place >= asked->offset) {
            size_t length = write_entry(into + used, room - used, name, &tree[index], index, place + 1);
            if (length == 0) break;
            used += length;
        }
        if (place >= 2) entry = tree[entry].next;
    }
    return used;
}

static uint32_t found(const node *tree, uint32_t folder, const char *name) {
    for (uint32_t i = tree[folder].first; i; i = tree[i].next)
        if (!strcmp(tree[i].name, name)) return i;
    return 0;
}

static void answer_one(int device, squash *image, char *request, char *room) {
    const struct fuse_in_header *head = (const struct fuse_in_header *)request;
    const void *asked = request + sizeof *head;
    uint32_t count;
    const node *tree = squash_tree(image, &count);
    uint64_t number = head->nodeid;
    if (head->opcode != FUSE_INIT && head->opcode != FUSE_STATFS && (number < 1 || number > count)) {
        if (head->opcode != FUSE_BATCH_FORGET && head->opcode != FUSE_INTERRUPT)
            answer(device, head->unique, ENOENT, NULL, 0);
        return;
    }
    uint32_t index = (uint32_t)number - 1;
    switch (head->opcode) {
    case FUSE_INIT: {
        const struct fuse_init_in *kernel = asked;
        struct fuse_init_out said = {.major = 7, .minor = 31, .max_readahead = kernel->max_readahead,
                                     .max_write = 4096, .max_background = 16,
                                     .congestion_threshold = 12, .time_gran = 1000000000};
        said.flags = kernel->flags & (FUSE_ASYNC_READ | FUSE_PARALLEL_DIROPS | FUSE_CACHE_SYMLINKS);
        answer(device, head->unique, kernel->major < 7 ? EPROTO : 0, &said, sizeof said);
        return;
    }
    case FUSE_LOOKUP: {
        uint32_t which = found(tree, index, asked);
        struct fuse_entry_out said = {.entry_valid = FOREVER, .attr_valid = FOREVER};
        if (which) {   /* otherwise 0: there is no such name, and it may be remembered */
            said.nodeid = (uint64_t)which + 1;
            attributes(&tree[which], said.nodeid, &said.attr);
        }
        answer(device, head->unique, 0, &said, sizeof said);
        return;
    }
    case FUSE_GETATTR: {
        struct fuse_attr_out said = {.attr_valid = FOREVER};
        attributes(&tree[index], number, &said.attr);
        answer(device, head->unique, 0, &said, sizeof said);
        return;
    }
    case FUSE_READLINK:
        if (tree[index].kind != LINK) answer(device, head->unique, EINVAL, NULL, 0);
        else answer(device, head->unique, 0, tree[index].target, tree[index].size);
        return;
    case FUSE_OPEN: case FUSE_OPENDIR: {
        struct fuse_open_out said = {.open_flags = FOPEN_KEEP_CACHE};
        if (head->opcode == FUSE_OPENDIR) said.open_flags |= FOPEN_CACHE_DIR;
        answer(device, head->unique, 0, &said, sizeof said);
        return;
    }
    case FUSE_READ: {
        const struct fuse_read_in *part = asked;
        uint64_t length = part->size < MOST_READ ? part->size : MOST_READ;
        long got = squash_read(image, &tree[index], room, part->offset, length);
        answer(device, head->unique, got < 0 ? EIO : 0, room, got < 0 ? 0 : (size_t)got);
        return;
    }
    case FUSE_READDIR:
        answer(device, head->unique, 0, room, list(tree, index, asked, room));
        return;
    case FUSE_STATFS: {
        struct fuse_statfs_out said = {.st = {.files = count, .bsize = 4096, .namelen = 255,
                                              .frsize = 4096}};
        answer(device, head->unique, 0, &said, sizeof said);
        return;
    }
    case FUSE_RELEASE: case FUSE_RELEASEDIR:
        answer(device, head->unique, 0, NULL, 0);
        return;
    case FUSE_FORGET: case FUSE_BATCH_FORGET: case FUSE_INTERRUPT:
        return;   /* these want no answer */
    default:
        answer(device, head->unique, ENOSYS, NULL, 0);
    }
}

void serve(int device, squash *image, int wakes, int (*is_over)(void)) {
    char *request = malloc(REQUEST + 1), *room = malloc(MOST_READ);
    struct pollfd watched[] = {{device, POLLIN, 0}, {wakes, POLLIN, 0}};
    while (request && room && !is_over()) {
        if (poll(watched, 2, 1000) < 0 && errno != EINTR) break;
        if (watched[0].revents & (POLLERR | POLLHUP | POLLNVAL)) break;
        if (!(watched[0].revents & POLLIN)) continue;
        ssize_t got = read(device, request, REQUEST);
        if (got < 0 && (errno == EINTR || errno == EAGAIN || errno == ENOENT)) continue;
        if (got < (ssize_t)sizeof(struct fuse_in_header)) break;   /* ENODEV: it was unmounted */
        request[got] = 0;
        answer_one(device, image, request, room);
    }
    free(request);
    free(room);
}
