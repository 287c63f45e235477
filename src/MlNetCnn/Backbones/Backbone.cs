using System.Security.Cryptography;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn;

/// <summary>
/// A pretrained network without its classifier: it turns a picture into a vector of features. One immutable record with all that
/// is needed to use the weights right.
/// </summary>
public sealed record Backbone
{
    /// <summary>The name of <see cref="Default"/>.</summary>
    public const string DefaultName = DefaultBackbone.Name;

    /// <summary>The package that brings <see cref="Default"/>, which is also the name of its assembly.</summary>
    public const string DefaultPackage = DefaultBackbone.Package;

    private static readonly Lock DefaultLock = new();
    private static Backbone? s_default;

    internal Backbone(string name, string sha256, Preprocessing preprocessing, FeatureGraphBuilder extract)
    {
        Name = name;
        Sha256 = sha256;
        Preprocessing = preprocessing;
        InputWidth = extract.Width;
        InputHeight = extract.Height;
        FeatureTensor = extract.FeatureTensor;
        FeatureCount = extract.FeatureCount;
        HeadNode = extract.Head?.Name;
        FeatureNote = extract.Note;
        FeatureGraph = extract.Graph;
        ParameterCount = extract.ParameterCount;
    }

    /// <summary>The backbone of the package <c>MlNetCnn.Backbones.ResNet18</c>: a ResNet-18 at 224x224, 512 features, trained on ImageNet. Read
    /// once, on first use; needs no file and no network.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>: the application does not reference that package.</exception>
    public static Backbone Default
    {
        get
        {
            if (Volatile.Read(ref s_default) is { } loaded)
            {
                return loaded;
            }

            // A failure is not kept: the package may be there later, in a plug-in for example.
            lock (DefaultLock)
            {
                return s_default ??= DefaultBackbone.Load();
            }
        }
    }

    /// <summary>Whether the package that brings <see cref="Default"/> is there; nothing of it is read.</summary>
    public static bool IsDefaultPresent => DefaultBackbone.IsPresent;

    /// <summary>What it is called; <c>architecture.tag</c> for known ones, the file's name without its extension for others.</summary>
    public string Name { get; init; }

    /// <summary>Where the weights come from, or null where that is not known.</summary>
    public string? Source { get; init; }

    /// <summary>The SHA-256 of the <c>.onnx</c> file, 64 lower-case hexadecimal digits; where weights lie in files beside it, of its SHA-256 and
    /// those weights.</summary>
    public string Sha256 { get; }

    /// <summary>The licence of the weights as an SPDX identifier, or null where that is not known.</summary>
    public string? License { get; init; }

    /// <summary>The address of the paper that describes the network, or null.</summary>
    public string? Paper { get; init; }

    /// <summary>What the network expects of its pixels.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>How the preprocessing was found, in words; null where it was known or stated. See <c>PreprocessingComparison</c>.</summary>
    public string? PreprocessingChoice { get; init; }

    /// <summary>Width of the pictures, in pixels.</summary>
    public int InputWidth { get; }

    /// <summary>Height of the pictures, in pixels.</summary>
    public int InputHeight { get; }

    /// <summary>The file's name for the tensor that holds the features, before pooling where they are pooled.</summary>
    public string FeatureTensor { get; }

    /// <summary>How many features one picture has.</summary>
    public int FeatureCount { get; }

    /// <summary>The file's name for the classifier layer that was cut off; null where the network has none or the place was given by
    /// tensor name.</summary>
    public string? HeadNode { get; }

    /// <summary>What to know about where the features are taken, in a sentence without its full stop: that the network ends in no
    /// classifier, that a map is averaged, that an embedding after a projection is to be had too. Null where a classifier was cut off.</summary>
    public string? FeatureNote { get; }

    /// <summary>Weights and biases of the whole file, its own classifier included.</summary>
    internal long ParameterCount { get; }

    /// <summary>
    /// The network up to its features: one input <c>image</c>, float32 [N, 3, H, W], red, green, blue, 0..255, with any N, and one
    /// output <c>features</c>, float32 [N, F]; normalisation is inside. Shared: clone it before an edit.
    /// </summary>
    internal OnnxGraph FeatureGraph { get; }

    /// <summary>
    /// Makes a backbone out of an ONNX network: finds its classifier and cuts it off, frees the number of pictures, puts the
    /// normalisation inside and proves that the result runs. A network without a classifier, which ends in a vector or a map, is taken as
    /// it is; a map is averaged over height and width.
    /// </summary>
    /// <remarks>
    /// The preprocessing is believed: under a wrong one the network runs, and everything that is trained on it is less accurate, without a warning.
    /// Where it is not known for certain, let <see cref="Features.PreprocessingComparison"/> find it on training images, or ask whether the one that was stated
    /// seems wrong, which takes a few seconds for the 50 images of this example:
    /// <code>
    /// var options = new PreprocessingComparisonOptions { MaxImages = 50 };
    /// var comparison = await PreprocessingComparison.RunAsync("network.onnx", split.Train, options);
    /// Console.WriteLine(comparison.WarningFor(Preprocessing.ImageNet));
    /// </code>
    /// Synchronous because analyzing the network is CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.
    /// </remarks>
    /// <param name="path">The <c>.onnx</c> file. Its picture may be channels first or last, float or whole-number; weights may be
    /// quantised, 16-bit or in files beside it.</param>
    /// <param name="preprocessing">What the network expects of its pixels.</param>
    /// <param name="featureTensor">The name of the tensor to take as the features, [N, F] or [N, F, height, width] (which is
    /// averaged over height and width); null to take what the classifier head reads, or the end of a network without one.</param>
    /// <param name="inputSize">Height and width in pixels for a network that takes any size; null for 224, and for networks that
    /// fix it.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inputSize"/> is 0 or less.</exception>
    /// <exception cref="MlNetCnnException">The file cannot be used: the code says why, for example <c>MODEL_NOT_ONNX</c>,
    /// <c>MODEL_NO_HEAD</c>, <c>MODEL_NO_IMAGE_INPUT</c> or <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public static Backbone FromFile(string path, Preprocessing preprocessing, string? featureTensor = null, int? inputSize = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputSize ?? 1, nameof(inputSize));
        var (graph, digest) = Read(path);
        if (OnnxMetadata.IsOurs(graph) && preprocessing != Preprocessing.None)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNormalizes, $"'{path}' was exported by MlNetCnn and prepares its pixels itself",
                expected: "the preprocessing 'none'", received: $"'{preprocessing}'",
                fix: "use Preprocessing.None");
        }

        var known = KnownNetwork.Find(graph, path, digest);
        var extract = FeatureGraphBuilder.From(graph, path, preprocessing, featureTensor, inputSize);
        return new Backbone(Path.GetFileNameWithoutExtension(path), digest, preprocessing, extract)
        {
            Source = known?.Source ?? path, License = known?.License, Paper = known?.Paper,
        };
    }

    /// <summary>The files beside an ONNX network that hold weights of it (ONNX calls them external data).</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <returns>Their paths; none where all weights lie in the file, or where it is missing or no ONNX network.</returns>
    public static IReadOnlyList<string> FindExternalFiles(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OnnxFile.SideFiles(path);
    }

    /// <summary>What the network takes of each image.</summary>
    /// <param name="resize">How images of another shape are made to fit.</param>
    /// <param name="factor">How many times the input size ML.NET draws an image.</param>
    internal ImageInput Input(ResizeMode resize, double factor) => new(InputWidth, InputHeight, resize, factor);

    /// <summary>Whether both are the same weights cut and fed in the same way.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(Backbone? other) =>
        other is not null && Sha256 == other.Sha256 && FeatureTensor == other.FeatureTensor && Preprocessing == other.Preprocessing
        && InputWidth == other.InputWidth && InputHeight == other.InputHeight && Name == other.Name;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sha256, FeatureTensor, Preprocessing, InputWidth, InputHeight, Name);

    /// <summary>The name, size and number of features.</summary>
    public override string ToString() => $"{Name} ({InputWidth}x{InputHeight}, {FeatureCount} features)";

    internal static (OnnxGraph Graph, string Digest) Read(string path)
    {
        // A method of its own, so that the file's bytes are not kept while the graph is worked on.
        var bytes = OnnxFile.ReadBytes(path);
        var graph = OnnxFile.Load(bytes, path, out var outside);
        return (graph, Digest(bytes, outside));
    }

    /// <summary>What tells the weights of a network from others.</summary>
    /// <param name="bytes">The <c>.onnx</c> file.</param>
    /// <param name="outside">The weights that lie in files beside it, with their values.</param>
    internal static string Digest(byte[] bytes, IReadOnlyList<TensorProto> outside)
    {
        var digest = SHA256.HashData(bytes);
        if (outside.Count > 0)
        {
            using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            all.AppendData(digest);
            foreach (var tensor in outside)
            {
                all.AppendData(tensor.RawData.Span);
            }

            digest = all.GetHashAndReset();
        }

        return Convert.ToHexStringLower(digest);
    }
}
