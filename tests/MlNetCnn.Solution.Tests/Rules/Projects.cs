extern alias cli;

using System.Collections.Concurrent;
using ArchUnitNET.Domain;
using Microsoft.AspNetCore.Builder;
using MlNetCnn.Hosting;
using MlNetCnn.Training;
using Xunit;
using Assembly = System.Reflection.Assembly;

namespace MlNetCnn.Solution.Tests;

/// <summary>What the rules look at: the projects below <c>src</c>, by name.</summary>
internal static class Projects
{
    private static readonly Dictionary<string, Assembly> Assemblies = new[]
    {
        typeof(ImageDataset), typeof(DatasetAudit), typeof(FineTuningTrainer), typeof(IImageClassifierPool),
        typeof(ImageClassifierEndpointRouteBuilderExtensions), typeof(cli::MlNetCnn.Cli.CommandRunner),
    }.Select(type => type.Assembly).ToDictionary(assembly => assembly.GetName().Name!);

    // One each: the command line has copies of types of the core, by the same names.
    private static readonly ConcurrentDictionary<string, Architecture> Architectures = new();

    public static IEnumerable<Assembly> AllAssemblies => Assemblies.Values;

    public static TheoryData<string> All => [.. Assemblies.Keys];

    public static TheoryData<string> Libraries => [.. Assemblies.Keys.Where(name => name != "MlNetCnn.Cli")];

    /// <summary>The libraries for applications with dependency injection, whose options are bound from configuration.</summary>
    public static TheoryData<string> HostLibraries => ["MlNetCnn.Hosting", "MlNetCnn.AspNetCore"];

    public static TheoryData<string> LibrariesWithRecords => ["MlNetCnn", "MlNetCnn.Diagnostics", "MlNetCnn.Training", "MlNetCnn.Hosting"];

    public static TheoryData<string> ImageLibraries => ["MlNetCnn", "MlNetCnn.Diagnostics", "MlNetCnn.Training"];

    public static Assembly Assembly(string project) => Assemblies[project];

    public static Architecture Architecture(string project) =>
        Architectures.GetOrAdd(project, name => new ArchUnitNET.Loader.ArchLoader().LoadAssembly(Assemblies[name]).Build());
}
