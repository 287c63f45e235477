using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>The command line is an application like any other: it uses no internals of the libraries, so they can be released apart.</summary>
public sealed class PublicBorders
{
    private static readonly Assembly CommandLine = Projects.Assembly("MlNetCnn.Cli");

    [Theory]
    [MemberData(nameof(Projects.Libraries), MemberType = typeof(Projects))]
    public void Library_DoesNotShowItsInternalsToTheCommandLine(string library)
    {
        var friends = Projects.Assembly(library).GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName.Split(',')[0]);

        Assert.DoesNotContain(CommandLine.GetName().Name, friends);
    }

    [Theory]
    [MemberData(nameof(Projects.ImageLibraries), MemberType = typeof(Projects))]
    public void CommandLine_NamesPublicTypesOnly(string library)
    {
        var owner = Projects.Assembly(library);
        using var file = new PEReader(File.OpenRead(CommandLine.Location));
        var metadata = file.GetMetadataReader();
        var used = metadata.TypeReferences.Select(handle => FullName(metadata, handle)).Where(type => type.Assembly == library).Select(type => type.Name).ToList();

        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.True(owner.GetType(name, throwOnError: true)!.IsVisible, $"{name} is not public"));
    }

    [Fact]
    public void InternalsOfTheCore_ThatOtherLibrariesUse_AreMarked()
    {
        var core = Projects.Assembly("MlNetCnn");
        var marked = core.GetTypes().Where(type => type.CustomAttributes.Any(a => a.AttributeType.Name == "SharedInternalAttribute")).Select(type => type.FullName!);
        var used = new[] { "MlNetCnn.Diagnostics", "MlNetCnn.Training" }.SelectMany(library =>
        {
            using var file = new PEReader(File.OpenRead(Projects.Assembly(library).Location));
            var metadata = file.GetMetadataReader();
            return metadata.TypeReferences.Select(handle => FullName(metadata, handle)).Where(type => type.Assembly == "MlNetCnn").Select(type => type.Name.Split('+')[0]).ToList();
        }).Distinct().Where(name => !core.GetType(name, throwOnError: true)!.IsVisible && !name.StartsWith("MlNetCnn.Onnx.", StringComparison.Ordinal)).ToList();

        // The number is only to fall: each of them binds the packages to one another.
        Assert.InRange(used.Count, 1, 30);
        Assert.Equal(used.Order(StringComparer.Ordinal), marked.Order(StringComparer.Ordinal));
    }

    /// <summary>What hosting needs of the core, and the endpoints of hosting, any application can have.</summary>
    [Theory]
    [InlineData("MlNetCnn", "MlNetCnn.Hosting")]
    [InlineData("MlNetCnn", "MlNetCnn.AspNetCore")]
    [InlineData("MlNetCnn.Hosting", "MlNetCnn.AspNetCore")]
    public void Library_DoesNotShowItsInternalsToItsHosts(string library, string host) => Assert.DoesNotContain(
        host, Projects.Assembly(library).GetCustomAttributes<InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName.Split(',')[0]));

    private static (string? Assembly, string Name) FullName(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var (assembly, outer) = FullName(metadata, (TypeReferenceHandle)type.ResolutionScope);
            return (assembly, $"{outer}+{name}");
        }

        return (
            type.ResolutionScope.Kind == HandleKind.AssemblyReference
                ? metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
                : null,
            $"{metadata.GetString(type.Namespace)}.{name}");
    }
}
