using System.Reflection;
using System.Runtime.Loader;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Backbones;

/// <summary>The network in a separate package, so that applications that only score do not include its weights.</summary>
internal static class DefaultBackbone
{
    /// <summary>The name of the network, and of the resource without <c>.onnx</c>.</summary>
    public const string Name = "resnet18.mlnet";

    /// <summary>The package, which is also the name of the assembly that contains the resource.</summary>
    public const string Package = "MlNetCnn.Backbones.ResNet18";

    /// <summary>Whether the package is available.</summary>
    public static bool IsPresent => FindAssembly() is not null;

    /// <summary>Reads the bytes of its <c>.onnx</c> file.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>.</exception>
    public static byte[] ReadBytes()
    {
        using var resource = FindAssembly()?.GetManifestResourceStream($"{Name}.onnx") ?? throw Missing();
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads the network and creates a backbone.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>.</exception>
    public static Backbone Load()
    {
        var bytes = ReadBytes();
        var graph = OnnxGraph.Parse(bytes, Name);
        var about = BackboneMetadata.Read(graph) ?? throw new InvalidOperationException($"the network in {Package} has no description");
        return new Backbone(Name, Backbone.Digest(bytes, []), about.Preprocessing, Extract(graph, about.Preprocessing))
        {
            Source = about.Source, License = about.License, Paper = about.Paper,
        };
    }

    // The converter's output needs neither search nor verification, both of which take several times the network's memory.
    private static FeatureGraphBuilder Extract(OnnxGraph graph, Preprocessing preprocessing)
    {
        WidenWeights(graph);
        var features = graph.Proto.Output[0];
        var port = ImageInputSpec.Find(graph, null);
        InputNormalization.Attach(graph, port, preprocessing.Mean, preprocessing.Std, preprocessing.ChannelOrder == ChannelOrder.Bgr);
        var atCut = new TensorProto { Name = features.Name, DataType = (int)TensorProto.Types.DataType.Float, Dims = { 1, features.Shape()![1] ?? 0 } };
        return new FeatureGraphBuilder(graph, null, features.Name, GraphEditor.WriteFeatures(graph, atCut, channelsLast: false), port.Width, port.Height)
        {
            ParameterCount = WeightFinder.ParameterCount(graph),
        };
    }

    /// <summary>Converts weights that are stored as integers with one scale per filter to 32-bit floats.</summary>
    private static void WidenWeights(OnnxGraph graph)
    {
        foreach (var scaled in graph.Proto.Node.Where(node => node.OpType == "Mul").ToList())
        {
            var cast = graph.Producer(scaled.Input[0])!;
            var (steps, scales) = (graph.Initializer(cast.Input[0])!, graph.Initializer(scaled.Input[1])!);
            var (values, step) = (steps.ToFloats(), scales.ToFloats());
            for (var i = 0; i < values.Length; i++)
            {
                values[i] *= step[i / (values.Length / step.Length)];
            }

            graph.Edit(proto =>
            {
                proto.Initializer.Remove(steps);
                proto.Initializer.Remove(scales);
                proto.Node.Remove(cast);
                proto.Node.Remove(scaled);
            });
            graph.SetInitializer(TensorData.Create(scaled.Output[0], values, [.. steps.Dims]));
        }
    }

    // Next to this assembly, wherever it was loaded, including from a single file or a plug-in.
    private static Assembly? FindAssembly()
    {
        try
        {
            return AssemblyLoadContext.GetLoadContext(typeof(DefaultBackbone).Assembly)!.LoadFromAssemblyName(new AssemblyName(Package));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static MlNetCnnException Missing() => new(
        ErrorKind.Environment, ErrorCodes.BackbonePackageMissing, "there is no default backbone: the package that contains it is not referenced",
        expected: $"the assembly {Package} next to the application", received: "none",
        fix: $"run 'dotnet add package {Package}', or use Backbone.FromFile or BackboneCatalog.Default.GetAsync");
}
