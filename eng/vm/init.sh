#!/bin/busybox sh
# The first program of the virtual machine: finds the disk and goes on there.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t devtmpfs dev /dev
modprobe virtio_pci && modprobe virtio_blk
while [ ! -b /dev/vda ]; do sleep 0.1; done
mount -t ext4 /dev/vda /root
exec switch_root /root /sbin/init
