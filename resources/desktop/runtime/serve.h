/* A squashfs image as a folder, by FUSE: mounted, served, and unmounted. */

#ifndef SERVE_H
#define SERVE_H

#include "squash.h"

/* Mount on an empty folder; returns what to serve by, or -1 if this system does not allow it. */
int serve_mount(const char *folder);

/* Answer what the kernel asks, until `is_over` says so (asked whenever `wakes` becomes readable, and
   every second) or somebody unmounts the folder. */
void serve(int device, squash *image, int wakes, int (*is_over)(void));

/* Unmount, also if files in it are still open. */
void serve_unmount(int device, const char *folder);

#endif
