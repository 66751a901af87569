// Tests compare mounts, processes and descriptors of this process before and after: others must not run meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
