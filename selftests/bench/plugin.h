/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What lines.c uses of the interface between QEMU and its TCG plugins, in our own
 * words, as distributions do not package its header. The calls are the same from its
 * version 1 (QEMU 4.2 to 8.2) to 2 and what QEMU 9 and later take; QEMU asks which
 * one a plugin means.
 */
#ifndef BENCH_PLUGIN_H
#define BENCH_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef PLUGIN_API
#define PLUGIN_API	1
#endif

#define EXPORT		__attribute__((visibility("default")))
#define NO_REGS		0	/* a callback does not look at registers */
#define LOADS_STORES	3

struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_plugin_hwaddr;

/* To be defined by the plugin. */
extern EXPORT int qemu_plugin_version;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);

/* A block of instructions is about to be translated; afterwards it runs as it is. */
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
					   void (*cb)(uint64_t id, struct qemu_plugin_tb *tb));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);

/* While it is: what is to be called whenever it, or one of its instructions, runs. */
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  void (*cb)(unsigned int cpu, void *data),
					  int flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*cb)(unsigned int cpu, void *data),
					    int flags, void *data);
void qemu_plugin_register_vcpu_mem_cb(struct qemu_plugin_insn *insn,
				      void (*cb)(unsigned int cpu, uint32_t info, uint64_t vaddr,
						 void *data),
				      int flags, int which, void *data);

/* Of an access to memory. */
unsigned int qemu_plugin_mem_size_shift(uint32_t info);
bool qemu_plugin_mem_is_store(uint32_t info);
struct qemu_plugin_hwaddr *qemu_plugin_get_hwaddr(uint32_t info, uint64_t vaddr);
bool qemu_plugin_hwaddr_is_io(const struct qemu_plugin_hwaddr *addr);
uint64_t qemu_plugin_hwaddr_phys_addr(const struct qemu_plugin_hwaddr *addr);

/* Forgets all callbacks and all translations, some time later, and calls @cb then. */
void qemu_plugin_reset(uint64_t id, void (*cb)(uint64_t id));

#endif /* BENCH_PLUGIN_H */
