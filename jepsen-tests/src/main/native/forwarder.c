/*
 * Forwards Ethernet frames between the ports p0 .. p(N-1) of this network namespace in the place of a bridge, and delays,
 * duplicates and reorders them on the way.
 *
 *   forwarder N       prints "ready", then obeys lines on its standard input, each answered by one line:
 *     set DELAY_MS JITTER_MS DUP_PERCENT REORDER_PERCENT
 *     stat
 *
 * Frames keep the kernel's offload header (PACKET_VNET_HDR): large ones are never cut here, nor checksums computed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PORTS_MAX 64
#define FRAME_MAX (65536 + 64)
#define OFFLOAD_HEADER 10 /* struct virtio_net_hdr */
#define MACS_MAX 256
#define QUEUE_MAX 16384 /* frames held back; more are dropped, as a full switch does */
#define BURST 64

struct held {
    double due;
    unsigned long order;
    int port;
    int length;
    unsigned char *frame;
};

static int sockets[PORTS_MAX], ports;
static struct held heap[QUEUE_MAX];
static int heap_size;
static unsigned long next_order;
static double delay_ms, jitter_ms, dup_percent, reorder_percent;
static double last_due[PORTS_MAX];
static unsigned long forwarded, delayed, duplicated, reordered;
static struct { unsigned char mac[6]; int port; } macs[MACS_MAX];
static int mac_count;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int before(const struct held *a, const struct held *b) {
    return a->due < b->due || (a->due == b->due && a->order < b->order);
}

static void push(struct held h) {
    if (heap_size == QUEUE_MAX) {
        free(h.frame);
        return;
    }
    int i = heap_size++;
    for (; i > 0 && before(&h, &heap[(i - 1) / 2]); i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = h;
}

static struct held pop(void) {
    struct held first = heap[0], last = heap[--heap_size];
    int i = 0;
    for (;;) {
        int child = 2 * i + 1;
        if (child >= heap_size) break;
        if (child + 1 < heap_size && before(&heap[child + 1], &heap[child])) child++;
        if (!before(&heap[child], &last)) break;
        heap[i] = heap[child];
        i = child;
    }
    if (heap_size) heap[i] = last;
    return first;
}

static void transmit(int port, const unsigned char *frame, int length) {
    /* A full queue or a port that is down loses the frame, as a cable would. */
    if (send(sockets[port], frame, length, 0) == length) forwarded++;
}

static int chance(double percent) { return percent > 0 && drand48() * 100 < percent; }

static void hold(int port, const unsigned char *frame, int length, double due) {
    unsigned char *copy = malloc(length);
    if (!copy) return;
    memcpy(copy, frame, length);
    struct held h = {due, next_order++, port, length, copy};
    push(h);
}

static void forward(int port, const unsigned char *frame, int length) {
    double now = now_ms(), wait = delay_ms + (drand48() * 2 - 1) * jitter_ms;
    int overtakes = chance(reorder_percent);
    double due = now + (wait > 0 ? wait : 0);
    if (overtakes) {
        due = now;
        if (heap_size) reordered++;
    } else {
        if (due < last_due[port]) due = last_due[port];
        last_due[port] = due;
    }
    if (due > now) {
        delayed++;
        hold(port, frame, length, due);
    } else {
        transmit(port, frame, length);
    }
    if (chance(dup_percent)) {
        duplicated++;
        hold(port, frame, length, due);
    }
}

static int port_of(const unsigned char *mac) {
    for (int i = 0; i < mac_count; i++)
        if (!memcmp(macs[i].mac, mac, 6)) return macs[i].port;
    return -1;
}

static void learn(const unsigned char *mac, int port) {
    if (port_of(mac) >= 0 || mac_count == MACS_MAX) return;
    memcpy(macs[mac_count].mac, mac, 6);
    macs[mac_count++].port = port;
}

static void receive(int port, unsigned char *buffer) {
    for (int i = 0; i < BURST; i++) {
        struct sockaddr_ll from;
        socklen_t from_length = sizeof from;
        int length = recvfrom(sockets[port], buffer, FRAME_MAX, MSG_DONTWAIT, (struct sockaddr *)&from, &from_length);
        if (length < OFFLOAD_HEADER + ETH_HLEN) return;
        if (from.sll_pkttype == PACKET_OUTGOING) continue; /* our own */
        const unsigned char *to = buffer + OFFLOAD_HEADER;
        learn(to + 6, port);
        int target = to[0] & 1 ? -1 : port_of(to);
        for (int p = 0; p < ports; p++)
            if (p != port && (target < 0 || p == target)) forward(p, buffer, length);
    }
}

static void obey(const char *line) {
    if (sscanf(line, "set %lf %lf %lf %lf", &delay_ms, &jitter_ms, &dup_percent, &reorder_percent) == 4)
        puts("ok");
    else if (!strncmp(line, "stat", 4))
        printf("forwarded %lu delayed %lu duplicated %lu reordered %lu\n", forwarded, delayed, duplicated, reordered);
    else
        puts("what?");
    fflush(stdout);
}

static int open_port(int number) {
    char name[16];
    snprintf(name, sizeof name, "p%d", number);
    int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1, bytes = 4 << 20;
    struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
    address.sll_ifindex = if_nametoindex(name);
    if (fd < 0 || !address.sll_ifindex || setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on)
            || bind(fd, (struct sockaddr *)&address, sizeof address)) {
        printf("%s: %s\n", name, strerror(errno));
        exit(1);
    }
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
    return fd;
}

int main(int argc, char **argv) {
    ports = argc > 1 ? atoi(argv[1]) : 0;
    if (ports < 2 || ports > PORTS_MAX) return 2;
    struct pollfd wait[PORTS_MAX + 1];
    for (int p = 0; p < ports; p++) wait[p] = (struct pollfd){.fd = sockets[p] = open_port(p), .events = POLLIN};
    wait[ports] = (struct pollfd){.fd = 0, .events = POLLIN};
    puts("ready");
    fflush(stdout);
    static unsigned char buffer[FRAME_MAX];
    static char line[256];
    int typed = 0;
    for (;;) {
        while (heap_size && heap[0].due <= now_ms()) {
            struct held h = pop();
            transmit(h.port, h.frame, h.length);
            free(h.frame);
        }
        struct timespec pause = {0, 0};
        if (heap_size) {
            double left = heap[0].due - now_ms();
            pause.tv_nsec = left > 0 ? (left < 900 ? left : 900) * 1e6 : 0;
        }
        if (ppoll(wait, ports + 1, heap_size ? &pause : NULL, NULL) < 0) continue;
        for (int p = 0; p < ports; p++)
            if (wait[p].revents) receive(p, buffer);
        if (wait[ports].revents) {
            int got = read(0, line + typed, sizeof line - 1 - typed);
            if (got <= 0) return 0; /* who started us has ended */
            typed += got;
            line[typed] = 0;
            char *end;
            while ((end = strchr(line, '\n'))) {
                *end = 0;
                obey(line);
                typed -= end + 1 - line;
                memmove(line, end + 1, typed + 1);
            }
        }
    }
}
