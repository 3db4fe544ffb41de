// SPDX-License-Identifier: GPL-2.0-only
/* Loading, unloading, and what happens when a network namespace comes or goes. */
#include <linux/mcfwd.h>
#include <linux/module.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "device.h"
#include "net.h"
#include "netlink.h"
#include "table.h"
#include "transaction.h"
#include "version.h"

unsigned int mcfwd_net_id __read_mostly;
struct workqueue_struct *mcfwd_wq;

static int __net_init net_init(struct net *net)
{
	struct mcfwd_net *mn = mcfwd_net(net);

	mn->net = net;
	return mcfwd_table_init_net(mn);
}

static void __net_exit net_pre_exit(struct net *net)
{
	mcfwd_table_stop_net(mcfwd_net(net));
}

/* The core waits for a grace period between the two. */
static void __net_exit net_exit(struct net *net)
{
	mcfwd_table_exit_net(mcfwd_net(net));
}

static struct pernet_operations net_ops = {
	.init = net_init,
	.pre_exit = net_pre_exit,
	.exit = net_exit,
	.id = &mcfwd_net_id,
	.size = sizeof(struct mcfwd_net),
};

static int __init mcfwd_init(void)
{
	int err;

	mcfwd_wq = alloc_workqueue("mcfwd", WQ_UNBOUND, 0);
	if (!mcfwd_wq)
		return -ENOMEM;

	err = register_pernet_subsys(&net_ops);
	if (err)
		goto err_pernet;

	err = mcfwd_device_notifier_register();
	if (err)
		goto err_notifier;

	err = mcfwd_transaction_register();
	if (err)
		goto err_transaction;

	err = mcfwd_netlink_register();
	if (err)
		goto err_netlink;

	return 0;

err_netlink:
	mcfwd_transaction_unregister();
err_transaction:
	mcfwd_device_notifier_unregister();
err_notifier:
	unregister_pernet_subsys(&net_ops);
err_pernet:
	destroy_workqueue(mcfwd_wq);
	return err;
}

static void __exit mcfwd_exit(void)
{
	/* First, so that nobody adds a route while they are being deleted. */
	mcfwd_netlink_unregister();
	mcfwd_transaction_unregister();
	mcfwd_device_notifier_unregister();
	unregister_pernet_subsys(&net_ops);
	destroy_workqueue(mcfwd_wq);
	/* Routes freed by call_rcu() are freed by this module's code. */
	rcu_barrier();
}

module_init(mcfwd_init);
module_exit(mcfwd_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Static multicast forwarding between network devices");
MODULE_VERSION(MCFWD_VERSION);
MODULE_ALIAS_GENL_FAMILY(MCFWD_GENL_NAME);
