namespace MlNetCnn.Diagnostics;

/// <summary>What a network consists of, stage by stage, with the shapes that one picture has there.</summary>
public sealed record NetworkOutline
{
    private NetworkOutline()
    {
    }

    /// <summary>What the network is called.</summary>
    public required string Name { get; init; }

    /// <summary>Width of the picture, in pixels.</summary>
    public required int InputWidth { get; init; }

    /// <summary>Height of the picture, in pixels.</summary>
    public required int InputHeight { get; init; }

    /// <summary>The stages, from the picture on; empty for a network without feature maps.</summary>
    public required IReadOnlyList<NetworkStage> Stages { get; init; }

    /// <summary>What comes behind the last feature maps, in the order in which it runs: pooling, dense layers.</summary>
    public required IReadOnlyList<OperatorCount> HeadOperators { get; init; }

    /// <summary>Weights and biases behind the stages: those of the layer that makes the scores of classes, or of all layers where there are no
    /// stages.</summary>
    public required long HeadParameterCount { get; init; }

    /// <summary>Features of one picture: what the last dense layer reads; of a backbone, what it gives.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>The class names; empty for a backbone.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Weights and biases in all: of a backbone those of its whole file, its own classifier included.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Weights and biases of what is outlined: of a backbone those in front of its own classifier, which is left out.</summary>
    public long OutlinedParameterCount => Stages.Sum(stage => stage.ParameterCount) + HeadParameterCount;

    /// <summary>Looks at a network, by running it once on a black picture.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="MlNetCnnException">The network does not run.</exception>
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
