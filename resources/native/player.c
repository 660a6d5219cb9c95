/* The player: calls a recorded list of loops in order, N updates at a time.

   It has no mathematics of its own. What is computed is computed by NumPy's inner loops, whose
   addresses are in the list; here are only calls, copies, conversions, counts, and the drawing of
   batches from the generator's own state. Nothing is included, so that any C compiler builds it.
   core/training/tape/player.py describes the same structures to Python. */

typedef long long i64;
/* whole words at addresses that need not be aligned */
typedef i64 __attribute__((aligned(1), may_alias)) word;
typedef int __attribute__((aligned(1), may_alias)) half;
typedef void (*loop_call)(char **, const i64 *, const i64 *, void *);

enum { LOOP, COPY, CAST, RANDOM, COUNT, LARGEST };
enum { MOST = 8 };

typedef struct {
    i64 kind;
    i64 code;            /* LOOP: the loop; COPY: bytes of an item; CAST: from * 4 + to */
    i64 data;            /* LOOP: its data; RANDOM: the generator */
    i64 operands;
    char **pointers;
    const i64 *dims;     /* the inner length first */
    const i64 *steps;
    i64 outer;           /* how many loops there are around the inner one */
    const i64 *lengths;
    const i64 *strides;  /* outer x operands */
} op;

typedef struct {
    void *state;
    unsigned long long (*next_uint64)(void *);
    unsigned (*next_uint32)(void *);
    double (*next_double)(void *);
    unsigned long long (*next_raw)(void *);
} generator;

typedef struct {
    const op *ops;
    i64 count;
    char *batch;         /* where the rows of a batch are copied to */
    i64 size;            /* how many rows it has */
    const double *loss;
} tape;

typedef struct {
    tape whole, rest;    /* a full batch, and the last, smaller one of an epoch */
    tape figures;        /* what is evaluated at an epoch's end, if it has ops */
    const double *const *cells;
    i64 cell_count;
    double *table;       /* epochs x cells */
    const char *rows;
    i64 row_bytes;
    i64 samples;
    i64 *order;
    generator *shuffle;  /* none: in order */
    const char *numbers; /* updates x number_bytes */
    char *number_cells;
    i64 number_bytes;
    i64 updates;         /* how many to do */
    i64 cursor, drawn;   /* in and out: place in the epoch, and whether its order is drawn */
    i64 epochs;          /* out: how many ended */
    i64 wrong;           /* out: the loss of the next update is not finite */
} slice;

static void copy_bytes(char *to, const char *from, i64 count)
{
    i64 i = 0;
    for (; i + 8 <= count; i += 8)
        *(word *)(to + i) = *(const word *)(from + i);
    for (; i < count; i++)
        to[i] = from[i];
}

static void copy_items(char **at, i64 n, const i64 *step, i64 size, i64 masked)
{
    char *to = at[0], *from = at[1], *mask = masked ? at[2] : 0;
    for (i64 i = 0; i < n; i++) {
        if (!mask || mask[i * step[2]]) {
            char *here = to + i * step[0];
            const char *there = from + i * step[1];
            if (size == 8)
                *(word *)here = *(const word *)there;
            else if (size == 4)
                *(half *)here = *(const half *)there;
            else
                copy_bytes(here, there, size);
        }
    }
}

enum { DOUBLE, FLOAT, BOOL, INTEGER };

static void cast_items(char **at, i64 n, const i64 *step, i64 code)
{
    for (i64 i = 0; i < n; i++) {
        const char *from = at[0] + i * step[0];
        char *to = at[1] + i * step[1];
        double value;
        switch (code / 4) {
        case DOUBLE: value = *(const double *)from; break;
        case FLOAT: value = *(const float *)from; break;
        case BOOL: value = *(const unsigned char *)from; break;
        default: value = (double)*(const i64 *)from; break;
        }
        switch (code % 4) {
        case DOUBLE: *(double *)to = value; break;
        case FLOAT: *(float *)to = (float)value; break;
        default: *(i64 *)to = (i64)value; break;
        }
    }
}

/* The index of the largest item: the first of equal ones, or the first that is not a number. */
static void largest(char **at, i64 n, const i64 *step, i64 code)
{
    i64 best = 0;
    double most = 0.0;
    for (i64 i = 0; i < n; i++) {
        const char *from = at[0] + i * step[0];
        double value = code == DOUBLE ? *(const double *)from : *(const float *)from;
        if (i == 0 || value > most || value != value) {
            most = value;
            best = i;
            if (value != value)
                break;
        }
    }
    *(i64 *)at[1] = best;
}

static void once(const op *o, char **at)
{
    i64 n = o->dims[0];
    switch (o->kind) {
    case LOOP: ((loop_call)o->code)(at, o->dims, o->steps, (void *)o->data); break;
    case COPY: copy_items(at, n, o->steps, o->code, o->operands > 2); break;
    case CAST: cast_items(at, n, o->steps, o->code); break;
    case RANDOM: {
        generator *from = (generator *)o->data;
        for (i64 i = 0; i < n; i++)
            ((double *)at[0])[i] = from->next_double(from->state);
        break;
    }
    case COUNT: {
        i64 found = 0;
        for (i64 i = 0; i < n; i++)
            found += at[0][i * o->steps[0]] != 0;
        *(double *)at[1] += (double)found;
        break;
    }
    case LARGEST: largest(at, n, o->steps, o->code); break;
    }
}

static void run(const op *ops, i64 count)
{
    for (const op *o = ops; o < ops + count; o++) {
        char *at[MOST];
        i64 place[MOST];
        for (i64 i = 0; i < o->operands; i++)
            at[i] = o->pointers[i];
        if (!o->outer) {
            once(o, at);
            continue;
        }
        for (i64 d = 0; d < o->outer; d++)
            place[d] = 0;
        for (;;) {
            char *here[MOST];
            for (i64 i = 0; i < o->operands; i++)
                here[i] = at[i];
            once(o, here);
            i64 d = o->outer - 1;
            while (d >= 0) {
                const i64 *stride = o->strides + d * o->operands;
                if (++place[d] < o->lengths[d]) {
                    for (i64 i = 0; i < o->operands; i++)
                        at[i] += stride[i];
                    break;
                }
                for (i64 i = 0; i < o->operands; i++)
                    at[i] -= stride[i] * (o->lengths[d] - 1);
                place[d--] = 0;
            }
            if (d < 0)
                break;
        }
    }
}

/* Shuffles as numpy.random.Generator does: numbers that are too large are drawn again. */
static void permute(generator *from, i64 n, i64 *order)
{
    for (i64 i = 0; i < n; i++)
        order[i] = i;
    for (i64 i = n - 1; from && i > 0; i--) {
        unsigned most = (unsigned)i, mask = most, value;
        mask |= mask >> 1;
        mask |= mask >> 2;
        mask |= mask >> 4;
        mask |= mask >> 8;
        mask |= mask >> 16;
        while ((value = from->next_uint32(from->state) & mask) > most)
            ;
        i64 kept = order[value];
        order[value] = order[i];
        order[i] = kept;
    }
}

#ifdef _WIN32
#define SHOWN __declspec(dllexport)
#else
#define SHOWN __attribute__((visibility("default")))
#endif

SHOWN i64 backstep_player_version(void) { return 1; }

SHOWN void backstep_run(const op *ops, i64 count) { run(ops, count); }

SHOWN i64 backstep_play(slice *s)
{
    i64 done = 0;
    s->epochs = 0;
    s->wrong = 0;
    for (; done < s->updates; done++) {
        if (!s->drawn) {
            permute(s->shuffle, s->samples, s->order);
            s->drawn = 1;
        }
        i64 left = s->samples - s->cursor;
        const tape *t = left < s->whole.size ? &s->rest : &s->whole;
        const i64 *chosen = s->order + s->cursor;
        for (i64 i = 0; i < t->size; i++)
            copy_bytes(t->batch + i * s->row_bytes, s->rows + chosen[i] * s->row_bytes, s->row_bytes);
        s->cursor += t->size;
        copy_bytes(s->number_cells, s->numbers + done * s->number_bytes, s->number_bytes);
        run(t->ops, t->count);
        if (!(*t->loss - *t->loss == 0.0)) {
            s->wrong = 1;
            return done;
        }
        if (s->cursor == s->samples) {
            s->cursor = 0;
            s->drawn = 0;
            run(s->figures.ops, s->figures.count);
            for (i64 i = 0; i < s->cell_count; i++)
                s->table[s->epochs * s->cell_count + i] = *s->cells[i];
            s->epochs++;
        }
    }
    return done;
}
