/* A squashfs 4.0 image inside another file, read into a tree: every folder, file and link of it.

   Only what mksquashfs writes for a program is understood: zlib, folders, files, symbolic links. The
   format is described in the Linux kernel, Documentation/filesystems/squashfs.rst. */

#ifndef SQUASH_H
#define SQUASH_H

#include <stdint.h>
#include <sys/stat.h>

enum kind { FOLDER = 1, FILE_ = 2, LINK = 3 };

typedef struct node {
    char *name;
    char *target;        /* LINK: where it leads */
    uint32_t parent;     /* index in the tree; the root is its own */
    uint32_t first;      /* FOLDER: its first entry; 0 if it is empty */
    uint32_t next;       /* the next entry of the same folder; 0 after the last */
    mode_t mode;         /* with the kind, as stat gives it */
    uint32_t time;       /* seconds since 1970 */
    uint64_t size;
    uint64_t start;      /* FILE_: where its first block is in the image */
    uint32_t *blocks;    /* FILE_: how long each block is, as stored */
    uint32_t block_count;
    uint32_t fragment;   /* FILE_: the block that holds its tail; NONE if there is no tail */
    uint32_t fragment_at;
    enum kind kind;
} node;

#define NONE UINT32_MAX

typedef struct squash squash;

/* Open the image that begins at an offset of a file; NULL and a message if it is not understood. */
squash *squash_open(int file, uint64_t offset, const char **wrong);

/* The tree; index 0 is the root. */
const node *squash_tree(const squash *from, uint32_t *count);

/* Read a part of a file; returns the number of bytes (0 at its end), or -1 if it is damaged. */
long squash_read(squash *from, const node *file, char *into, uint64_t at, uint64_t length);

#endif
