namespace MlNetCnn.Primitives;

/// <summary>What a setting of 0 stands for: all that there is, as far as that is sensible.</summary>
[SharedInternal]
internal static class MachineResources
{
    // More only wait for each other: a thousand threads on two cores took ninety times as long as two.
    private const int MaxThreadsPerCore = 4;

    /// <summary>Threads to work with.</summary>
    /// <param name="requested">What was asked for; 0 for one per core. At most four for each core are taken.</param>
    public static int Threads(int requested) =>
        requested == 0 ? Environment.ProcessorCount : Math.Min(requested, MaxThreadsPerCore * Environment.ProcessorCount);

    /// <summary>Bytes that kept data may take.</summary>
    /// <param name="requested">What was asked for; 0 for half of what the process may use.</param>
    public static long MemoryBudget(long requested) => requested > 0 ? requested : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
