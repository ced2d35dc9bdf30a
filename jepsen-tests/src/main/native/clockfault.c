/*
 * Preloaded into a member: its wall clock and its monotonic clock can be moved and made to run fast or slow while it runs.
 *
 * The file named by RKV_CLOCK holds what ClockFault.java writes: a generation, two plans, of which generation & 1 is valid,
 * and two counters that we raise. A plan says, for each clock, fake = real + offset + (real - since) * rate / 2^20, in ns.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct line { int64_t offset, since, rate; };
struct plan { struct line wall, mono; };
struct control { volatile int64_t generation; struct plan plans[2]; volatile int64_t readings[2]; };

static struct control *control;

__attribute__((constructor)) static void init(void) {
    const char *path = getenv("RKV_CLOCK");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) control = mapped;
    close(fd);
}

static const struct line *line_of(clockid_t id) {
    if (!control) return NULL;
    struct plan *plan = &control->plans[control->generation & 1];
    switch (id) {
        case CLOCK_REALTIME: case CLOCK_REALTIME_COARSE: return &plan->wall;
        case CLOCK_MONOTONIC: case CLOCK_MONOTONIC_RAW: case CLOCK_MONOTONIC_COARSE: case CLOCK_BOOTTIME: return &plan->mono;
        default: return NULL;
    }
}

static int64_t faked(const struct line *l, int64_t real) {
    return real + l->offset + (int64_t)((__int128)(real - l->since) * l->rate >> 20);
}

static int64_t to_ns(const struct timespec *t) { return t->tv_sec * 1000000000LL + t->tv_nsec; }

static struct timespec from_ns(int64_t ns) {
    if (ns < 0) ns = 0;
    return (struct timespec){ns / 1000000000LL, ns % 1000000000LL};
}

int clock_gettime(clockid_t id, struct timespec *t) {
    /* The system call, not libc's function: that one may be us. */
    int r = syscall(SYS_clock_gettime, id, t);
    const struct line *l = r ? NULL : line_of(id);
    if (l && (l->offset || l->rate)) {
        *t = from_ns(faked(l, to_ns(t)));
        __atomic_add_fetch(&control->readings[l == &control->plans[control->generation & 1].mono], 1, __ATOMIC_RELAXED);
    }
    return r;
}

int gettimeofday(struct timeval *restrict v, void *restrict zone) {
    (void)zone;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    v->tv_sec = t.tv_sec;
    v->tv_usec = t.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (out) *out = t.tv_sec;
    return t.tv_sec;
}

/* Deadlines were reckoned with our clock, but the kernel waits by the real one. */
static struct timespec real_deadline(clockid_t id, const struct timespec *deadline) {
    const struct line *l = line_of(id);
    if (!l || !(l->offset || l->rate)) return *deadline;
    struct timespec now;
    syscall(SYS_clock_gettime, id, &now);
    int64_t real = to_ns(&now), left = to_ns(deadline) - faked(l, real);
    return from_ns(real + (int64_t)(((__int128)left << 20) / ((1 << 20) + l->rate)));
}

int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *deadline) {
    static int (*original)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!original) original = (__typeof__(original))dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    /* glibc keeps the clock that the condition was made with in this bit. */
    clockid_t id = c->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
    struct timespec real = real_deadline(id, deadline);
    return original(c, m, &real);
}
