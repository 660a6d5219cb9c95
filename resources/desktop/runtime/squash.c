#include "squash.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { META = 8192, KEPT = 64, MOST_ENTRIES = 100000, MOST_DEPTH = 100 };
/* the most bytes in all files together: a damaged size must not fill a disk */
#define MOST_BYTES (1ull << 30)
#define STORED_META 0x8000u
#define STORED_DATA (1u << 24)

/* a block that was unpacked, kept in case it is wanted again */
typedef struct {
    uint64_t at;         /* where it is in the image; 0 if the slot is free */
    uint64_t used;
    uint32_t length;
    unsigned char *data;
} block;

struct squash {
    int file;
    uint64_t offset, size, inodes, folders, fragments_at, bytes;
    uint32_t block_size, fragment_count;
    node *tree;
    uint32_t count, room;
    uint64_t *fragment_start;
    uint32_t *fragment_size;
    block kept[KEPT];
    uint64_t clock;
    unsigned char *packed;   /* room for one block as it is stored */
};

/* where the next byte of the inodes, folders or tables comes from */
typedef struct {
    squash *from;
    uint64_t next;           /* where the next block of metadata is in the image */
    unsigned char data[META];
    uint32_t at, length;
} cursor;

static uint32_t le16(const unsigned char *p) { return p[0] | (uint32_t)p[1] << 8; }
static uint32_t le32(const unsigned char *p) { return le16(p) | le16(p + 2) << 16; }
static uint64_t le64(const unsigned char *p) { return le32(p) | (uint64_t)le32(p + 4) << 32; }

static int fetch(const squash *from, void *into, uint64_t at, uint64_t length) {
    if (at > from->size || length > from->size - at) return -1;
    char *place = into;
    while (length) {
        ssize_t got = pread(from->file, place, length, (off_t)(from->offset + at));
        if (got <= 0) return -1;
        place += got, at += (uint64_t)got, length -= (uint64_t)got;
    }
    return 0;
}

static int next_block(cursor *c) {
    unsigned char head[2], packed[META];
    if (fetch(c->from, head, c->next, 2)) return -1;
    uint32_t length = le16(head) & (STORED_META - 1), stored = le16(head) & STORED_META;
    if (length == 0 || length > META || fetch(c->from, packed, c->next + 2, length)) return -1;
    if (stored) {
        memcpy(c->data, packed, length);
        c->length = length;
    } else {
        uLongf out = META;
        if (uncompress(c->data, &out, packed, length) != Z_OK) return -1;
        c->length = (uint32_t)out;
    }
    c->next += 2 + length;
    c->at = 0;
    return 0;
}

static int go_to(cursor *c, squash *from, uint64_t place, uint32_t at) {
    c->from = from, c->next = place, c->at = c->length = 0;
    if (next_block(c) || at > c->length) return -1;
    c->at = at;
    return 0;
}

static int take(cursor *c, void *into, uint64_t length) {
    char *place = into;
    while (length) {
        if (c->at == c->length && next_block(c)) return -1;
        uint64_t part = c->length - c->at;
        if (part > length) part = length;
        memcpy(place, c->data + c->at, part);
        c->at += (uint32_t)part, place += part, length -= part;
    }
    return 0;
}

static char *take_text(cursor *c, uint32_t length) {
    char *text = malloc((size_t)length + 1);
    if (text == NULL) return NULL;
    if (take(c, text, length) || memchr(text, 0, length)) {
        free(text);
        return NULL;
    }
    text[length] = 0;
    return text;
}

/* what a folder's inode says, besides what its node keeps */
typedef struct { uint32_t block, at, length; } listing;

static int take_file(cursor *c, node *into, int extended) {
    unsigned char said[40];
    if (take(c, said, extended ? 40 : 16)) return -1;
    into->start = extended ? le64(said) : le32(said);
    into->fragment = le32(said + (extended ? 28 : 4));
    into->fragment_at = le32(said + (extended ? 32 : 8));
    into->size = extended ? le64(said + 8) : le32(said + 12);
    if (into->size > MOST_BYTES - c->from->bytes) return -1;
    c->from->bytes += into->size;
    uint64_t count = into->size / c->from->block_size;
    if (into->fragment == NONE) count += into->size % c->from->block_size != 0;
    into->block_count = (uint32_t)count;
    into->blocks = malloc((count + 1) * sizeof *into->blocks);
    if (into->blocks == NULL) return -1;
    for (uint32_t i = 0; i < count; i++) {
        if (take(c, said, 4)) return -1;
        into->blocks[i] = le32(said);
    }
    return 0;
}

static int take_inode(squash *from, uint64_t place, node *into, listing *found) {
    cursor c;
    unsigned char said[24];
    if (go_to(&c, from, from->inodes + (place >> 16), place & 0xffff) || take(&c, said, 16))
        return -1;
    uint32_t type = le16(said);
    into->mode = le16(said + 2) & 07777;
    into->time = le32(said + 8);
    switch (type) {
    case 1:
        if (take(&c, said, 16)) return -1;
        *found = (listing){le32(said), le16(said + 10), le16(said + 8)};
        break;
    case 8:
        if (take(&c, said, 24)) return -1;
        *found = (listing){le32(said + 8), le16(said + 18), le32(said + 4)};
        break;
    case 2: case 9:
        into->kind = FILE_;
        into->mode |= S_IFREG;
        return take_file(&c, into, type == 9);
    case 3: case 10:
        into->kind = LINK;
        into->mode |= S_IFLNK;
        if (take(&c, said, 8) || le32(said + 4) > 65535) return -1;
        into->size = le32(said + 4);
        into->target = take_text(&c, le32(said + 4));
        return into->target ? 0 : -1;
    default:
        return -1;
    }
    into->kind = FOLDER;
    into->mode |= S_IFDIR;
    return 0;
}

static node *new_node(squash *from) {
    if (from->count == from->room) {
        if (from->room >= MOST_ENTRIES) return NULL;
        from->room = from->room ? 2 * from->room : 1024;
        node *more = realloc(from->tree, from->room * sizeof *more);
        if (more == NULL) return NULL;
        from->tree = more;
    }
    node *made = &from->tree[from->count++];
    memset(made, 0, sizeof *made);
    return made;
}

static int take_folder(squash *from, uint32_t folder, const listing *told, int depth);

static int take_entry(squash *from, cursor *c, uint32_t folder, uint32_t block, uint32_t *last,
                      int depth) {
    unsigned char said[8];
    if (take(c, said, 8)) return -1;
    uint32_t length = le16(said + 6) + 1;
    if (length > 256 || new_node(from) == NULL) return -1;
    uint32_t index = from->count - 1;
    node *made = &from->tree[index];
    made->parent = folder;
    made->name = take_text(c, length);
    if (made->name == NULL || strchr(made->name, '/') || !strcmp(made->name, ".") ||
        !strcmp(made->name, ".."))
        return -1;
    *(*last ? &from->tree[*last].next : &from->tree[folder].first) = index;
    *last = index;
    listing inside;
    if (take_inode(from, (uint64_t)block << 16 | le16(said), made, &inside)) return -1;
    return made->kind == FOLDER ? take_folder(from, index, &inside, depth + 1) : 0;
}

static int take_folder(squash *from, uint32_t folder, const listing *told, int depth) {
    if (told->length <= 3) return 0;   /* . and .. are counted but not written */
    if (depth > MOST_DEPTH) return -1;
    cursor c;
    if (go_to(&c, from, from->folders + told->block, told->at)) return -1;
    uint32_t left = told->length - 3, last = 0;
    while (left) {
        unsigned char head[12];
        if (left < 12 || take(&c, head, 12)) return -1;
        left -= 12;
        uint32_t entries = le32(head) + 1, block = le32(head + 4);
        if (entries > 256) return -1;
        while (entries--) {
            if (take_entry(from, &c, folder, block, &last, depth)) return -1;
            uint32_t used = 8 + (uint32_t)strlen(from->tree[last].name);
            if (used > left) return -1;
            left -= used;
        }
    }
    return 0;
}

static int take_fragments(squash *from) {
    uint32_t count = from->fragment_count;
    if (count == 0) return 0;
    if (count > from->size / 16) return -1;
    from->fragment_start = malloc(count * sizeof *from->fragment_start);
    from->fragment_size = malloc(count * sizeof *from->fragment_size);
    if (from->fragment_start == NULL || from->fragment_size == NULL) return -1;
    cursor c;
    for (uint32_t i = 0; i < count; i++) {
        unsigned char said[16];
        if (i % 512 == 0) {
            if (fetch(from, said, from->fragments_at + i / 512 * 8, 8) ||
                go_to(&c, from, le64(said), 0))
                return -1;
        }
        if (take(&c, said, 16)) return -1;
        from->fragment_start[i] = le64(said);
        from->fragment_size[i] = le32(said + 8);
    }
    return 0;
}

squash *squash_open(int file, uint64_t offset, const char **wrong) {
    struct stat about;
    squash *made = calloc(1, sizeof *made);
    unsigned char head[96];
    *wrong = "there is too little memory";
    if (made == NULL) return NULL;
    made->file = file;
    made->offset = offset;
    *wrong = "it holds no squashfs that this program understands; it may be cut short";
    if (fstat(file, &about) || (uint64_t)about.st_size < offset) return NULL;
    made->size = (uint64_t)about.st_size - offset;
    if (fetch(made, head, 0, sizeof head) || memcmp(head, "hsqs", 4)) return NULL;
    made->block_size = le32(head + 12);
    made->fragment_count = le32(head + 16);
    if (le16(head + 20) != 1 || le16(head + 28) != 4 || le64(head + 40) > made->size) return NULL;
    if (made->block_size < 4096 || made->block_size > 1 << 20) return NULL;
    made->inodes = le64(head + 64);
    made->folders = le64(head + 72);
    made->fragments_at = le64(head + 80);
    *wrong = "its list of files is damaged";
    made->packed = malloc(made->block_size);
    node *root = new_node(made);
    listing told;
    if (made->packed == NULL || root == NULL || take_fragments(made) ||
        take_inode(made, le64(head + 32), root, &told) || root->kind != FOLDER ||
        take_folder(made, 0, &told, 0))
        return NULL;
    *wrong = NULL;
    return made;
}

const node *squash_tree(const squash *from, uint32_t *count) {
    *count = from->count;
    return from->tree;
}

/* Return a block, unpacked, from the image or from those kept. */
static const block *unpacked(squash *from, uint64_t at, uint32_t stored) {
    block *oldest = from->kept;
    for (block *b = from->kept; b < from->kept + KEPT; b++) {
        if (b->data && b->at == at) {
            b->used = ++from->clock;
            return b;
        }
        if (b->used < oldest->used) oldest = b;
    }
    if (oldest->data == NULL && (oldest->data = malloc(from->block_size)) == NULL) return NULL;
    uint32_t length = stored & (STORED_DATA - 1);
    oldest->at = 0;
    if (length > from->block_size) return NULL;
    if (stored & STORED_DATA) {
        if (fetch(from, oldest->data, at, length)) return NULL;
        oldest->length = length;
    } else {
        uLongf out = from->block_size;
        if (fetch(from, from->packed, at, length) ||
            uncompress(oldest->data, &out, from->packed, length) != Z_OK)
            return NULL;
        oldest->length = (uint32_t)out;
    }
    oldest->at = at;
    oldest->used = ++from->clock;
    return oldest;
}

/* Copy from one block; `inside` is where in it. */
static int copy(squash *from, uint64_t at, uint32_t stored, uint64_t inside, char *into,
                uint64_t length) {
    if (stored == 0) {   /* a block of zeros is not stored */
        memset(into, 0, length);
        return 0;
    }
    const block *b = unpacked(from, at, stored);
    if (b == NULL || inside > b->length || length > b->length - inside) return -1;
    memcpy(into, b->data + inside, length);
    return 0;
}

long squash_read(squash *from, const node *file, char *into, uint64_t at, uint64_t length) {
    if (at >= file->size) return 0;
    if (length > file->size - at) length = file->size - at;
    uint64_t place = file->start, done = 0;
    uint32_t number = (uint32_t)(at / from->block_size);
    for (uint32_t i = 0; i < number && i < file->block_count; i++)
        place += file->blocks[i] & (STORED_DATA - 1);
    while (done < length) {
        uint64_t inside = (at + done) % from->block_size, part = from->block_size - inside;
        if (part > length - done) part = length - done;
        int failed;
        if (number < file->block_count) {
            failed = copy(from, place, file->blocks[number], inside, into + done, part);
            place += file->blocks[number] & (STORED_DATA - 1);
        } else {
            if (file->fragment >= from->fragment_count) return -1;
            failed = copy(from, from->fragment_start[file->fragment],
                          from->fragment_size[file->fragment], file->fragment_at + inside,
                          into + done, part);
        }
        if (failed) return -1;
        done += part;
        number++;
    }
    return (long)done;
}
