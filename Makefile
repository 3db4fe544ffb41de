# SPDX-License-Identifier: GPL-2.0-only
# For people. What builds the module is in Kbuild, of the tool in tools/mcfwd.

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
PREFIX ?= /usr/local
DESTDIR ?=

# A kernel built by clang wants its modules built by clang.
ifneq ($(wildcard $(KDIR)/include/config/auto.conf),)
ifneq ($(shell grep -s '^CONFIG_CC_IS_CLANG=y' $(KDIR)/include/config/auto.conf),)
LLVM ?= 1
export LLVM
endif
endif

.PHONY: all module tools install install-module install-tools clean \
	gen vm demo check bench bench-quick lint help

all: module tools

help:
	@echo 'make               build the module for KVER=$(KVER), and the tool'
	@echo 'make install       install both (as root; DESTDIR, PREFIX, KVER)'
	@echo 'make demo          see it work, in a virtual machine'
	@echo 'make check         run all tests, in virtual machines'
	@echo "make vm CMD='...'  run a command in a virtual machine that has mcfwd"
	@echo '                   (KERNEL=bookworm VM_PACKAGES= VM_SHARE= VM_TIMEOUT=)'
	@echo 'make bench         count what mcfwd and others cost, in one (BENCH_JSON=FILE'
	@echo '                   for all figures, BENCH_SVG=FILE for a chart)'
	@echo 'make bench-quick   compare some costs with those of selftests/bench/expected.json'
	@echo 'make lint          static checks only'
	@echo 'make gen           regenerate what comes from uapi/mcfwd.yaml'
	@echo 'make clean         delete what was built'

module:
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:
	$(MAKE) -C tools/mcfwd

install: install-module install-tools

# With DESTDIR someone else runs depmod, where the module ends up.
install-module: module
	install -D -m 644 mcfwd.ko $(DESTDIR)/lib/modules/$(KVER)/updates/mcfwd.ko
	$(if $(DESTDIR),,depmod $(KVER))

install-tools: tools
	$(MAKE) -C tools/mcfwd install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

clean:
	$(MAKE) -C $(KDIR) M=$(CURDIR) clean
	$(MAKE) -C tools/mcfwd clean
	$(MAKE) -C selftests clean

gen:
	uapi/gen.sh

vm:
	@selftests/vm/vm.sh

demo:
	@selftests/demo.sh

lint:
	selftests/lint.sh

check:
	@selftests/check.sh

bench:
	@selftests/bench/bench.sh

bench-quick:
	@selftests/bench/bench.sh quick

# As typed: make would expand the command's own $ signs.
override CMD := $(value CMD)
export CMD KERNEL VM_APPEND VM_STAGE VM_PACKAGES VM_SHARE VM_TIMEOUT VM_LOG VM_MEM VM_SMP VM_QEMU VM_OVERLAY
