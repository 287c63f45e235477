using System.Text.Json.Serialization;

namespace MlNetCnn.Backbones;

/// <summary>A pretrained network of the catalog: where it is downloaded from, how it is checked and how it is used.</summary>
public sealed record BackboneEntry
{
    [JsonConstructor]
    internal BackboneEntry()
    {
    }

    /// <summary>The name: <c>architecture.tag</c> in lowercase, where the tag identifies the origin of the weights.</summary>
    public required string Name { get; init; }

    /// <summary>The https URL of the <c>.onnx</c> file; of the source of the weights if <see cref="IsBundled"/>.</summary>
    public required string Url { get; init; }

    /// <summary>A second URL of the same file, tried when the first one fails, or null.</summary>
    public string? Mirror { get; init; }

    /// <summary>The SHA-256 of the file, 64 lowercase hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The version of the <c>ai.onnx</c> operators that the file uses.</summary>
    public required int Opset { get; init; }

    /// <summary>The height and width of its images, in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>The number of features of one image, or null if it is only known from the file.</summary>
    public int? FeatureCount { get; init; }

    /// <summary>The name in the file of the tensor that contains the features, or null if it is only known from the file.</summary>
    public string? FeatureTensor { get; init; }

    /// <summary>The preprocessing of pixels that the network expects.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>Why the preprocessing may be a different one, or null if the source of the weights states it.</summary>
    public string? PreprocessingNote { get; init; }

    /// <summary>The license as an SPDX identifier.</summary>
    public required string License { get; init; }

    /// <summary>What the license leaves open, or null.</summary>
    public string? LicenseNote { get; init; }

    /// <summary>The URL of the paper that describes the network.</summary>
    public required string Paper { get; init; }

    /// <summary>
    /// Whether the source states the accuracy and use of these weights. If it does not, measure on your own images before you rely on
    /// them: the file is a complete network, but no one vouches for its weights.
    /// </summary>
    [JsonPropertyName("validated")]
    public required bool IsValidated { get; init; }

    /// <summary>Whether it is included in the package <c>MlNetCnn.Backbones.ResNet18</c> and never downloaded.</summary>
    [JsonPropertyName("bundled")]
    public bool IsBundled { get; init; }

    /// <summary>The name, size and number of features.</summary>
    public override string ToString() => $"{Name} ({InputSize}x{InputSize}, {FeatureCount?.ToString() ?? "unknown"} features)";
}
