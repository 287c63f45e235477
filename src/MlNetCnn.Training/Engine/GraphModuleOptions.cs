using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>How a graph becomes a module.</summary>
internal sealed class GraphModuleOptions
{
    /// <summary>Whether what depends on no input is computed once, weights behind <c>DequantizeLinear</c> too.</summary>
    /// <value>True by default; false only to run operators on constants.</value>
    public bool FoldConstants { get; init; } = true;

    /// <summary>Whether pictures and the weights of convolutions lie in memory channels last.</summary>
    /// <value>True by default.</value>
    public bool ChannelsLast { get; init; } = true;

    /// <summary>The type of weights and constants.</summary>
    /// <value>float32 by default; float64 for gradient checks.</value>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>Where the module computes.</summary>
    /// <value>The processor by default.</value>
    public Device Device { get; init; } = CPU;
}
