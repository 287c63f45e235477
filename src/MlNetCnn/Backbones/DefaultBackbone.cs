using System.Reflection;
using System.Runtime.Loader;

namespace MlNetCnn;

/// <summary>The network that a package of its own brings, so that who only scores carries no weights.</summary>
internal static class DefaultBackbone
{
    /// <summary>Its name, and that of the resource without <c>.onnx</c>.</summary>
    public const string Name = "resnet18.mlnet";

    /// <summary>The package, which is also the name of the assembly that holds the resource.</summary>
    public const string Package = "MlNetCnn.Backbones.ResNet18";

    /// <summary>Whether the package is there.</summary>
    public static bool IsPresent => FindAssembly() is not null;

    /// <summary>The bytes of its <c>.onnx</c> file.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>.</exception>
    public static byte[] ReadBytes()
    {
        using var resource = FindAssembly()?.GetManifestResourceStream($"{Name}.onnx") ?? throw Missing();
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Reads it and makes it a backbone.</summary>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>.</exception>
    public static Backbone Load()
    {
        var bytes = ReadBytes();
        var graph = OnnxGraph.Parse(bytes, Name);
        var about = BackboneMetadata.Read(graph) ?? throw new InvalidOperationException($"the network in {Package} says nothing of itself");
        return new Backbone(Name, Backbone.Digest(bytes, []), about.Preprocessing, FeatureExtract.From(graph, Name, about.Preprocessing))
        {
            Source = about.Source, Licence = about.License, Paper = about.Paper,
        };
    }

    // Beside this assembly wherever that was loaded to, a single file and a plug-in included.
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
        FaultKind.Environment, "BACKBONE_PACKAGE_MISSING", "there is no default backbone: the package that brings it is not referenced",
        expected: $"the assembly {Package} beside the application", received: "none",
        fix: $"run 'dotnet add package {Package}', or name a network with Backbone.FromFile or BackboneCatalog.Default.GetAsync");
}
