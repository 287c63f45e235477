using System.Text.Json.Serialization;

namespace MlNetCnn.Backbones;

/// <summary>A pretrained network that the catalogue knows: where it is fetched from, how it is checked and how it is used right.</summary>
public sealed record BackboneEntry
{
    [JsonConstructor]
    internal BackboneEntry()
    {
    }

    /// <summary>What it is called: <c>architecture.tag</c> in lower case, where the tag tells whose weights they are.</summary>
    public required string Name { get; init; }

    /// <summary>The https address of the <c>.onnx</c> file; of the weights' source where <see cref="IsBundled"/>.</summary>
    public required string Url { get; init; }

    /// <summary>A second address of the same file, tried when the first one fails, or null.</summary>
    public string? Mirror { get; init; }

    /// <summary>The SHA-256 of the file, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The version of the <c>ai.onnx</c> operators that the file uses.</summary>
    public required int Opset { get; init; }

    /// <summary>Height and width of its pictures, in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>How many features one picture has, or null where only the file tells.</summary>
    public int? FeatureCount { get; init; }

    /// <summary>The file's name for the tensor that holds the features, or null where only the file tells.</summary>
    public string? FeatureTensor { get; init; }

    /// <summary>What the network expects of its pixels.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Why the preprocessing may be another one, or null where the source of the weights states it.</summary>
    public string? PreprocessingNote { get; init; }

    /// <summary>The licence as an SPDX identifier.</summary>
    public required string License { get; init; }

    /// <summary>What the licence leaves open, or null.</summary>
    public string? LicenseNote { get; init; }

    /// <summary>The address of the paper that describes the network.</summary>
    public required string Paper { get; init; }

    /// <summary>
    /// Whether the source states accuracy and use of these weights. Where it does not, measure on your own photos before you rely on
    /// them: the file is a whole network, but nobody vouches for its weights.
    /// </summary>
    [JsonPropertyName("validated")]
    public required bool IsValidated { get; init; }

    /// <summary>Whether it comes in the package <c>MlNetCnn.Backbones.ResNet18</c> and is never downloaded.</summary>
    [JsonPropertyName("bundled")]
    public bool IsBundled { get; init; }

    /// <summary>The name, size and number of features.</summary>
    public override string ToString() => $"{Name} ({InputSize}x{InputSize}, {FeatureCount?.ToString() ?? "unknown"} features)";
}
