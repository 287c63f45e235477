namespace MlNetCnn.Training;

/// <summary>A weight that a network will have; its numbers are drawn when the graph is written.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Dims">Its shape: outputs first.</param>
/// <param name="Fill">What its numbers start as.</param>
/// <param name="IsTrained">Whether training changes it; not so running statistics.</param>
internal sealed record WeightPlan(string Name, IReadOnlyList<long> Dims, WeightFill Fill, bool IsTrained = true)
{
    /// <summary>How many numbers it holds.</summary>
    public long Count => Dims.Aggregate(1L, (product, size) => product * size);
}
