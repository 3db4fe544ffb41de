// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TCG plugin for QEMU: which cache lines do the CPUs of a VM have in common while
 * they receive packets, and which code writes to them?
 *
 *	-plugin lines.so,symbols=FILE,out=FILE
 *
 * symbols is the guest's /proc/kallsyms, to be there when mark.c first runs in the
 * guest: then counting begins, and ends when it runs again, and so on. Each time a line
 * of JSON is appended to out. For one thread (thread=single) and an x86-64 guest with at
 * most eight CPUs, and with mitigations=off, as calls and returns are followed.
 *
 * What is counted is done by netif_receive_skb() and all that it calls, from the moment
 * that somebody calls it until it returns. Interrupts are not, as they come at any time.
 * A part of that is "path", what mcfwd and all that it calls do, and a part of it is
 * "own", mcfwd's own instructions. A line, of physical memory, is shared if in
 * netif_receive_skb() one CPU writes to it and another one writes or reads it. It is
 * "near" if the other one does that elsewhere in the kernel: then it has a neighbour.
 *
 * CPUs take turns here, of many packets each. That does not matter, as it is not asked
 * how often a line moves, but how often it is written, which it moves for at most.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

#define MAX_CPUS	8
#define LINE		64
#define N_LINES		0x100000	/* of the tables, which must not fill up */
#define N_STORES	0x100000
#define TOP		8
#define FIRST_DEPTH	1000	/* of calls, far from 0 */
#define KERNEL		0x8000000000000000ull
#define IMAGE		0xffffffff80000000ull	/* and modules; else memory is allocated */

static const uint8_t mark_insn[] = { 0x0f, 0x1f, 0x80, 0x77, 0x66, 0x63, 0x6d };
static const uint8_t iretq_insn[] = { 0x48, 0xcf };

struct symbol {
	uint64_t addr;
	char name[48];
	bool own;
};

/* Code that runs from its begin to its end. */
struct block {
	unsigned int n_insns;
	int calls;	/* 1 if it ends with a call, -1 if it ends with a return */
	bool own, receive, interrupt;
};

/*
 * Where a CPU is: how many calls deep, and how many it was when it came to
 * netif_receive_skb() and to mcfwd, 0 if it is not there.
 */
struct cpu {
	const struct block *last, *interrupted;
	int depth, receive, path;
	unsigned int interrupts;
};

struct line {
	uint64_t key, vaddr;
	/* by CPU, the last instruction out of netif_receive_skb(), lower half */
	uint32_t others[MAX_CPUS];
	/* CPUs: anywhere in the kernel, in netif_receive_skb() */
	uint8_t wrote, touched, wrote_receive, touched_receive;
};

/* An instruction that writes to a line. */
struct store {
	uint64_t pc;
	const struct line *line;
	unsigned long writes, path_writes;
};

/* Who else uses a line that netif_receive_skb() writes to. */
enum company {
	ALONE,
	NEAR,
	SHARED,
};

struct sum {
	unsigned long writes, shared, near;
};

/* What a function does to such lines. */
struct culprit {
	const struct symbol *code, *data, *other;
	enum company company;
	unsigned long writes;
};

int qemu_plugin_version = PLUGIN_API;

static uint64_t plugin_id;
static const char *symbols_file, *out_file;
static const struct symbol nothing = { .name = "" };
static struct symbol *symbols;
static size_t n_symbols;
static struct line *lines;
static struct store *stores;
static unsigned int n_lines, n_stores;
static struct cpu cpus[MAX_CPUS];
static unsigned long packets, insns, path_insns;
static bool counting;

static void die(const char *what)
{
	fprintf(stderr, "lines: %s\n", what);
	exit(1);
}

static int by_addr(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void load_symbols(void)
{
	FILE *file = fopen(symbols_file, "r");
	char line[512], name[256], module[64];
	size_t room = 0;

	if (!file)
		die("the guest has left no symbols");
	n_symbols = 0;
	while (fgets(line, sizeof(line), file)) {
		struct symbol *symbol;
		unsigned long long addr;

		module[0] = '\0';
		if (sscanf(line, "%llx %*c %255s [%63[^]]", &addr, name, module) < 2 ||
		    addr < KERNEL || !strncmp(name, "__pfx_", 6))
			continue;
		if (n_symbols == room) {
			room = room ? 2 * room : 65536;
			symbols = realloc(symbols, room * sizeof(*symbols));
			if (!symbols)
				die("no memory");
		}
		symbol = &symbols[n_symbols++];
		symbol->addr = addr;
		symbol->own = !strcmp(module, "mcfwd");
		snprintf(symbol->name, sizeof(symbol->name), "%.47s", name);
	}
	fclose(file);
	qsort(symbols, n_symbols, sizeof(*symbols), by_addr);
}

/* The last symbol before @addr. */
static const struct symbol *find_symbol(uint64_t addr)
{
	static const struct symbol unknown = { .name = "?" };
	size_t low = 0, high = n_symbols;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (symbols[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &symbols[low - 1] : &unknown;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* Whether an instruction of that address is where the kernel is interrupted. */
static bool is_interrupt(const struct symbol *symbol, uint64_t addr)
{
	return symbol->addr == addr &&
	       (begins(symbol->name, "asm_sysvec_") || begins(symbol->name, "asm_exc_") ||
		begins(symbol->name, "asm_common_interrupt") ||
		begins(symbol->name, "irq_entries_start"));
}

static struct line *find_line(uint64_t number, uint64_t vaddr)
{
	unsigned int i = number * 0x9e3779b97f4a7c15ull >> 40;

	for (;; i++) {
		struct line *line = &lines[i % N_LINES];

		if (line->key == number + 1)
			return line;
		if (line->key)
			continue;
		if (++n_lines > N_LINES / 4 * 3)
			die("too many lines");
		line->key = number + 1;
		line->vaddr = vaddr;
		return line;
	}
}

static struct store *find_store(const struct line *line, uint64_t pc)
{
	unsigned int i = (line->key * 0x9e3779b97f4a7c15ull ^ pc * 0xff51afd7ed558ccdull) >> 40;

	for (;; i++) {
		struct store *store = &stores[i % N_STORES];

		if (store->pc == pc && store->line == line)
			return store;
		if (store->line)
			continue;
		if (++n_stores > N_STORES / 4 * 3)
			die("too many stores");
		store->line = line;
		store->pc = pc;
		return store;
	}
}

static void touch(unsigned int i, uint64_t number, uint64_t vaddr, bool write, uint64_t pc)
{
	struct line *line = find_line(number, vaddr);
	const struct cpu *cpu = &cpus[i];
	uint8_t bit = 1 << i;
	struct store *store;

	line->touched |= bit;
	if (write)
		line->wrote |= bit;
	if (!cpu->receive || cpu->interrupts) {
		line->others[i] = pc;
		return;
	}
	line->touched_receive |= bit;
	if (!write)
		return;
	line->wrote_receive |= bit;
	store = find_store(line, pc);
	store->writes++;
	if (cpu->path)
		store->path_writes++;
}

static void access_memory(unsigned int i, uint32_t info, uint64_t vaddr, void *pc)
{
	unsigned int size = 1 << qemu_plugin_mem_size_shift(info);
	bool write = qemu_plugin_mem_is_store(info);
	struct qemu_plugin_hwaddr *addr;
	uint64_t first, last;

	/* A process's memory is its own affair. */
	if (!counting || vaddr < KERNEL)
		return;
	addr = qemu_plugin_get_hwaddr(info, vaddr);
	if (!addr || qemu_plugin_hwaddr_is_io(addr))
		return;
	first = qemu_plugin_hwaddr_phys_addr(addr);
	last = (first + size - 1) / LINE;
	first /= LINE;
	touch(i, first, vaddr, write, (uintptr_t)pc);
	if (last != first)
		touch(i, last, vaddr + size - 1, write, (uintptr_t)pc);
}

static void enter_and_leave(struct cpu *cpu, const struct block *block)
{
	cpu->depth += cpu->last ? cpu->last->calls : 0;
	if (cpu->depth < cpu->path)
		cpu->path = 0;
	if (cpu->depth < cpu->receive)
		cpu->receive = 0;
	if (block->receive && !cpu->receive) {
		cpu->depth = FIRST_DEPTH;
		cpu->receive = FIRST_DEPTH;
		cpu->interrupts = 0;
		packets++;
	}
	if (block->own && cpu->receive && !cpu->path)
		cpu->path = cpu->depth;
}

/*
 * Out of netif_receive_skb() the number of interrupts means nothing, as there are also
 * other ways back than iretq, and other processes to return to.
 */
static void run_block(unsigned int i, void *data)
{
	const struct block *block = data;
	struct cpu *cpu = &cpus[i % MAX_CPUS];

	if (!counting)
		return;
	if (i >= MAX_CPUS)
		die("too many CPUs");
	if (block->interrupt && !cpu->interrupts++)
		cpu->interrupted = cpu->last;
	if (!cpu->receive || !cpu->interrupts) {
		enter_and_leave(cpu, block);
		cpu->last = block;
	}
	if (!cpu->receive || cpu->interrupts)
		return;
	insns += block->n_insns;
	if (cpu->path)
		path_insns += block->n_insns;
}

static void end_interrupt(unsigned int i, void *data)
{
	struct cpu *cpu = &cpus[i];

	(void)data;
	if (cpu->interrupts && !--cpu->interrupts)
		cpu->last = cpu->interrupted;
}

static void mark(unsigned int i, void *data);

static bool is_insn(const struct qemu_plugin_insn *insn, const uint8_t *code, size_t len)
{
	return qemu_plugin_insn_size(insn) == len &&
	       !memcmp(qemu_plugin_insn_data(insn), code, len);
}

static void look_for_mark(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb), i;

	(void)id;
	for (i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (is_insn(insn, mark_insn, sizeof(mark_insn)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, mark, NO_REGS, NULL);
	}
}

static int calls_of(const struct qemu_plugin_insn *insn)
{
	const uint8_t *code = qemu_plugin_insn_data(insn);
	size_t len = qemu_plugin_insn_size(insn);

	/* Of the prefixes, those that there are before calls and returns. */
	while (len > 1 && (*code == 0x2e || *code == 0x3e || *code == 0xf3 || *code >> 4 == 4)) {
		code++;
		len--;
	}
	if (*code == 0xe8 || (*code == 0xff && len > 1 && (code[1] >> 3 & 7) == 2))
		return 1;
	return *code == 0xc3 ? -1 : 0;
}

/* A block may be translated again and again; what is allocated here is not much. */
static struct block *make_block(struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	uint64_t begin = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));
	const struct symbol *symbol = find_symbol(begin);
	struct block *block = calloc(1, sizeof(*block));

	if (!block)
		die("no memory");
	block->n_insns = n;
	block->calls = calls_of(qemu_plugin_tb_get_insn(tb, n - 1));
	block->own = symbol->own;
	block->receive = symbol->addr == begin && !strcmp(symbol->name, "netif_receive_skb");
	block->interrupt = is_interrupt(symbol, begin);
	return block;
}

static void instrument(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb), i;
	uint64_t begin = qemu_plugin_insn_vaddr(qemu_plugin_tb_get_insn(tb, 0));

	if (begin < KERNEL) {
		look_for_mark(id, tb);
		return;
	}
	qemu_plugin_register_vcpu_tb_exec_cb(tb, run_block, NO_REGS, make_block(tb));
	for (i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		void *pc = (void *)(uintptr_t)qemu_plugin_insn_vaddr(insn);

		if (is_insn(insn, iretq_insn, sizeof(iretq_insn)))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, end_interrupt, NO_REGS, NULL);
		qemu_plugin_register_vcpu_mem_cb(insn, access_memory, NO_REGS, LOADS_STORES, pc);
	}
}

/* Whether any of the CPUs @wrote, and another one @touched. */
static bool is_shared(uint8_t wrote, uint8_t touched)
{
	return wrote && (touched & (touched - 1));
}

static enum company company_of(const struct line *line)
{
	if (is_shared(line->wrote_receive, line->touched_receive))
		return SHARED;
	return is_shared(line->wrote_receive, line->touched) ? NEAR : ALONE;
}

static void add(struct sum *sum, enum company company, unsigned long writes)
{
	sum->writes += writes;
	if (company == SHARED)
		sum->shared += writes;
	else if (company == NEAR)
		sum->near += writes;
}

/* Code of another CPU than one that writes in netif_receive_skb(). */
static const struct symbol *find_other(const struct line *line)
{
	unsigned int i;

	for (i = 0; i < MAX_CPUS; i++)
		if (line->others[i] && line->wrote_receive & ~(1 << i))
			return find_symbol(IMAGE | line->others[i]);
	return &nothing;
}

static void blame(struct culprit *culprits, size_t *n, const struct store *store,
		  enum company company)
{
	struct culprit one = {
		.code = find_symbol(store->pc),
		.data = &nothing,
		.other = &nothing,
		.company = company,
	};
	size_t i;

	if (store->line->vaddr >= IMAGE)
		one.data = find_symbol(store->line->vaddr);
	if (company == NEAR)
		one.other = find_other(store->line);
	for (i = 0; i < *n; i++)
		if (culprits[i].code == one.code && culprits[i].data == one.data &&
		    culprits[i].other == one.other && culprits[i].company == company)
			break;
	if (i == *n)
		culprits[(*n)++] = one;
	culprits[i].writes += store->writes;
}

static int most_first(const void *a, const void *b)
{
	const struct culprit *x = a, *y = b;

	if (x->company != y->company)
		return x->company < y->company ? 1 : -1;
	return x->writes < y->writes ? 1 : x->writes > y->writes ? -1 : 0;
}

static void print_sum(FILE *out, const char *name, const struct sum *sum)
{
	fprintf(out, "\"%s\":{\"writes\":%lu,\"shared\":%lu,\"near\":%lu},", name, sum->writes,
		sum->shared, sum->near);
}

static void print_culprits(FILE *out, const struct culprit *culprits, size_t n)
{
	unsigned int printed[SHARED + 1] = {};
	const char *separator = "";
	size_t i;

	fprintf(out, "\"culprits\":[");
	for (i = 0; i < n; i++) {
		const struct culprit *one = &culprits[i];

		if (printed[one->company]++ >= TOP && !one->code->own)
			continue;
		fprintf(out, "%s{\"symbol\":\"%s\",\"own\":%s,\"data\":\"%s\",", separator,
			one->code->name, one->code->own ? "true" : "false", one->data->name);
		fprintf(out, "\"other\":\"%s\",\"shared\":%s,\"writes\":%lu}", one->other->name,
			one->company == SHARED ? "true" : "false", one->writes);
		separator = ",";
	}
	fprintf(out, "]}\n");
}

static void report(void)
{
	struct sum receive = {}, path = {}, own = {};
	struct culprit *culprits = calloc(n_stores + 1, sizeof(*culprits));
	FILE *out = fopen(out_file, "a");
	size_t n = 0, i;

	if (!out || !culprits)
		die("cannot report");
	for (i = 0; i < N_STORES; i++) {
		const struct store *store = &stores[i];
		enum company company;

		if (!store->line)
			continue;
		company = company_of(store->line);
		add(&receive, company, store->writes);
		add(&path, company, store->path_writes);
		if (find_symbol(store->pc)->own)
			add(&own, company, store->writes);
		if (company != ALONE)
			blame(culprits, &n, store, company);
	}
	qsort(culprits, n, sizeof(*culprits), most_first);
	fprintf(out, "{\"packets\":%lu,\"instructions\":%lu,\"path_instructions\":%lu,", packets,
		insns, path_insns);
	print_sum(out, "receive", &receive);
	print_sum(out, "path", &path);
	print_sum(out, "own", &own);
	print_culprits(out, culprits, n);
	fclose(out);
	free(culprits);
}

static void count(uint64_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, instrument);
}

static void clear(void)
{
	memset(lines, 0, N_LINES * sizeof(*lines));
	memset(stores, 0, N_STORES * sizeof(*stores));
	memset(cpus, 0, sizeof(cpus));
	n_lines = 0;
	n_stores = 0;
	packets = 0;
	insns = 0;
	path_insns = 0;
}

/*
 * The first one translates the VM anew, with what counts, as it boots at full speed
 * without. There is no way back: until version 8, QEMU may still use what it has freed.
 */
static void mark(unsigned int i, void *data)
{
	static bool instrumented;

	(void)i;
	(void)data;
	counting = !counting;
	if (!counting) {
		report();
		return;
	}
	load_symbols();
	clear();
	if (!instrumented)
		qemu_plugin_reset(plugin_id, count);
	instrumented = true;
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	int i;

	(void)info;
	plugin_id = id;
	for (i = 0; i < argc; i++) {
		if (begins(argv[i], "symbols="))
			symbols_file = argv[i] + strlen("symbols=");
		else if (begins(argv[i], "out="))
			out_file = argv[i] + strlen("out=");
	}
	lines = calloc(N_LINES, sizeof(*lines));
	stores = calloc(N_STORES, sizeof(*stores));
	if (!symbols_file || !out_file || !lines || !stores)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, look_for_mark);
	return 0;
}
