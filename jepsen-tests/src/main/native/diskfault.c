/*
 * Preloaded into a member: writes and syncs of its files can be slow, fail, or find the disk full; and what was written but
 * not synced is remembered, so that it can be taken back after a kill -9, as a power cut would.
 *
 *   RKV_DISK          file with what DiskFault.java writes, and counters
 *   RKV_DISK_BELOW    only files whose path begins so
 *   RKV_DISK_JOURNAL  directory; file <inode> holds, for each write since the last sync of that file, what was there before
 *
 * A file's journal is emptied by a sync of the file, so journals stay small. Not taken back: renames, deletions, truncations.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define FDS 65536

struct control {
    volatile int64_t sync_delay_us, sync_errno, sync_errors_left, write_errno, write_errors_left;
    volatile int64_t slow_syncs, failed_syncs, failed_writes, journaled_writes;
};
struct record { int64_t offset, old_size, old_length; };

static struct control *control;
static const char *below, *journal;
static unsigned char kind[FDS]; /* of a descriptor: 0 unknown, 1 ours, 2 not */
static int journal_fd[FDS];     /* 0: none opened */

#define ORIGINAL(name) \
    static __typeof__(name) *original; \
    if (!original) original = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static ssize_t raw_write(int fd, const void *b, size_t n) {
    static ssize_t (*original)(int, const void *, size_t);
    if (!original) original = (__typeof__(original))dlsym(RTLD_NEXT, "write");
    return original(fd, b, n);
}

static int raw_close(int fd) {
    static int (*original)(int);
    if (!original) original = (__typeof__(original))dlsym(RTLD_NEXT, "close");
    return original(fd);
}

__attribute__((constructor)) static void init(void) {
    const char *path = getenv("RKV_DISK");
    below = getenv("RKV_DISK_BELOW");
    journal = getenv("RKV_DISK_JOURNAL");
    int fd = path && below ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    void *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped != MAP_FAILED) control = mapped;
    raw_close(fd);
}

static int ours(int fd) {
    if (!control || fd < 3 || fd >= FDS) return 0;
    if (!kind[fd]) {
        char link[64], path[PATH_MAX];
        struct stat s;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, path, sizeof path - 1);
        path[n < 0 ? 0 : n] = 0;
        kind[fd] = !fstat(fd, &s) && S_ISREG(s.st_mode) && !strncmp(path, below, strlen(below)) ? 1 : 2;
    }
    return kind[fd] == 1;
}

static void forget(int fd) {
    if (fd < 0 || fd >= FDS) return;
    kind[fd] = 0;
    int j = __atomic_exchange_n(&journal_fd[fd], 0, __ATOMIC_SEQ_CST);
    if (j > 0) raw_close(j);
}

static void journal_path(char *path, ino_t inode) { snprintf(path, PATH_MAX, "%s/%lu", journal, (unsigned long)inode); }

static int journal_of(int fd, const struct stat *s) {
    int j = journal_fd[fd];
    if (j > 0) return j;
    char path[PATH_MAX];
    journal_path(path, s->st_ino);
    /* A file that is still empty is a new one: whatever is noted under its inode was another's. */
    j = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (s->st_size ? 0 : O_TRUNC), 0644);
    if (j < 0) return -1;
    int none = 0;
    if (!__atomic_compare_exchange_n(&journal_fd[fd], &none, j, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
        raw_close(j);
        j = none;
    }
    return j;
}

/* Notes what a write will cover. The write follows: noted and not written is harmless, the reverse would not be. */
static void note(int fd, off_t offset, size_t length) {
    struct stat s;
    if (!journal || fstat(fd, &s)) return;
    int j = journal_of(fd, &s);
    if (j < 0) return;
    off_t there = s.st_size > offset ? s.st_size - offset : 0;
    size_t old = (size_t)there < length ? (size_t)there : length;
    char *entry = malloc(sizeof(struct record) + old);
    if (!entry) return;
    ssize_t got = 0;
    if (old) {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        int reader = open(link, O_RDONLY | O_CLOEXEC);
        got = reader < 0 ? 0 : pread(reader, entry + sizeof(struct record), old, offset);
        if (reader >= 0) raw_close(reader);
        if (got < 0) got = 0;
    }
    struct record r = {offset, s.st_size, got};
    memcpy(entry, &r, sizeof r);
    if (raw_write(j, entry, sizeof r + got) > 0) __atomic_add_fetch(&control->journaled_writes, 1, __ATOMIC_RELAXED);
    free(entry);
}

/* Whether an error is due: as long as some are left, -1 standing for ever. */
static int fails(volatile int64_t *error, volatile int64_t *left, volatile int64_t *failed) {
    int64_t code = *error;
    if (!code || !*left) return 0;
    if (*left > 0) __atomic_sub_fetch(left, 1, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(failed, 1, __ATOMIC_RELAXED);
    errno = (int)code;
    return 1;
}

static int before_write(int fd, off_t offset, size_t length) {
    if (fails(&control->write_errno, &control->write_errors_left, &control->failed_writes)) return -1;
    if (offset < 0) offset = lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    note(fd, offset, length);
    return 0;
}

static size_t total(const struct iovec *v, int count) {
    size_t sum = 0;
    for (int i = 0; i < count; i++) sum += v[i].iov_len;
    return sum;
}

ssize_t write(int fd, const void *b, size_t n) {
    return ours(fd) && before_write(fd, -1, n) ? -1 : raw_write(fd, b, n);
}

ssize_t pwrite(int fd, const void *b, size_t n, off_t at) {
    ORIGINAL(pwrite);
    return ours(fd) && before_write(fd, at, n) ? -1 : original(fd, b, n, at);
}

ssize_t pwrite64(int fd, const void *b, size_t n, off64_t at) {
    ORIGINAL(pwrite64);
    return ours(fd) && before_write(fd, at, n) ? -1 : original(fd, b, n, at);
}

ssize_t writev(int fd, const struct iovec *v, int count) {
    ORIGINAL(writev);
    return ours(fd) && before_write(fd, -1, total(v, count)) ? -1 : original(fd, v, count);
}

ssize_t pwritev(int fd, const struct iovec *v, int count, off_t at) {
    ORIGINAL(pwritev);
    return ours(fd) && before_write(fd, at, total(v, count)) ? -1 : original(fd, v, count, at);
}

ssize_t pwritev64(int fd, const struct iovec *v, int count, off64_t at) {
    ORIGINAL(pwritev64);
    return ours(fd) && before_write(fd, at, total(v, count)) ? -1 : original(fd, v, count, at);
}

static int synced(int fd, int (*original)(int)) {
    if (!ours(fd)) return original(fd);
    int64_t delay = control->sync_delay_us;
    if (delay > 0) {
        usleep((useconds_t)delay);
        __atomic_add_fetch(&control->slow_syncs, 1, __ATOMIC_RELAXED);
    }
    if (fails(&control->sync_errno, &control->sync_errors_left, &control->failed_syncs)) return -1;
    int r = original(fd);
    struct stat s;
    char path[PATH_MAX];
    if (!r && journal && !fstat(fd, &s)) {
        int saved = errno;
        journal_path(path, s.st_ino);
        if (truncate(path, 0)) errno = saved; /* none: nothing was written */
    }
    return r;
}

int fsync(int fd) {
    ORIGINAL(fsync);
    return synced(fd, original);
}

int fdatasync(int fd) {
    ORIGINAL(fdatasync);
    return synced(fd, original);
}

int close(int fd) {
    forget(fd);
    return raw_close(fd);
}

int dup2(int from, int to) {
    ORIGINAL(dup2);
    if (from != to) forget(to);
    return original(from, to);
}

/* Inodes are used again: notes about a file that is gone must not meet its successor. */
static void gone(const char *path) {
    struct stat s;
    char noted[PATH_MAX];
    if (!control || !journal || strncmp(path, below, strlen(below)) || lstat(path, &s) || s.st_nlink > 1) return;
    int saved = errno;
    journal_path(noted, s.st_ino);
    if (truncate(noted, 0)) errno = saved;
}

int unlink(const char *path) {
    ORIGINAL(unlink);
    gone(path);
    return original(path);
}

int rename(const char *from, const char *to) {
    ORIGINAL(rename);
    gone(to);
    return original(from, to);
}
