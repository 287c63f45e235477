namespace MlNetCnn.Primitives;

/// <summary>Resolves a setting of 0 to the available resources, within reason.</summary>
[SharedInternal]
internal static class MachineResources
{
    // More threads only wait for each other: a thousand threads on two cores took ninety times as long as two.
    private const int MaxThreadsPerCore = 4;

    /// <summary>Returns the number of threads to use.</summary>
    /// <param name="requested">The requested number; 0 for one per core. The maximum is four per core.</param>
    public static int Threads(int requested) =>
        requested == 0 ? Environment.ProcessorCount : Math.Min(requested, MaxThreadsPerCore * Environment.ProcessorCount);

    /// <summary>Returns the number of bytes that cached data may take.</summary>
    /// <param name="requested">The requested number; 0 for half of the memory available to the process.</param>
    public static long MemoryBudget(long requested) => requested > 0 ? requested : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
}
