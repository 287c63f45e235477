namespace MlNetCnn.Diagnostics;

/// <summary>The structure of a network, stage by stage, with the shapes for a single image.</summary>
public sealed record NetworkOutline
{
    private NetworkOutline()
    {
    }

    /// <summary>The name of the network.</summary>
    public required string Name { get; init; }

    /// <summary>The width of the input image, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>The height of the input image, in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>The stages in network order; empty for a network without feature maps.</summary>
    public required IReadOnlyList<NetworkStage> Stages { get; init; }

    /// <summary>The operators after the last feature maps, in network order: pooling, dense layers.</summary>
    public required IReadOnlyList<OperatorCount> HeadOperators { get; init; }

    /// <summary>The number of weights and biases after the stages: those of the classifier layer, or of all layers if there are no stages.</summary>
    public required long HeadParameterCount { get; init; }

    /// <summary>The number of features per image: the input of the last dense layer, or the output of a backbone.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>The class names; empty for a backbone.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The total number of weights and biases; for a backbone those of its whole file, including its own classifier.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>The number of outlined weights and biases; for a backbone without its own classifier, which is left out.</summary>
    public long OutlinedParameterCount => Stages.Sum(stage => stage.ParameterCount) + HeadParameterCount;

    /// <summary>Outlines a network by running it once on a black image.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="MlNetCnnException">The network cannot be run.</exception>
    public static NetworkOutline Of(ImageNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var analysis = NetworkAnalysis.Of(network.Graph, network.Name, network.InputHeight, network.InputWidth, network.End);
        var parts = new NetworkParts(analysis);
        var features = network.Card is null || analysis.HeadNode >= analysis.Nodes.Count ? network.End : analysis.Nodes[analysis.HeadNode].Input[0];
        return new NetworkOutline
        {
            Name = network.Name,
            InputWidth = network.InputWidth,
            InputHeight = network.InputHeight,
            Stages = parts.Stages,
            HeadOperators = parts.HeadOperators,
            HeadParameterCount = analysis.ParameterCount - parts.Stages.Sum(stage => stage.ParameterCount),
            ParameterCount = network.FileParameterCount ?? analysis.ParameterCount,
            FeatureCount = (int)(analysis.Shapes.Find(features)?.ElementCount() ?? 0),
            ClassNames = network.Card?.ClassNames ?? [],
        };
    }
}
