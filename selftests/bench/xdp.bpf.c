// SPDX-License-Identifier: GPL-2.0-only
/* A frame to each device of a map, as it came. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u32);
} outputs SEC(".maps");

SEC("xdp")
int copy(struct xdp_md *ctx)
{
	return bpf_redirect_map(&outputs, 0, BPF_F_BROADCAST | BPF_F_EXCLUDE_INGRESS);
}

char _license[] SEC("license") = "GPL";
