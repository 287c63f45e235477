using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.xUnitV3;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace MlNetCnn.Solution.Tests;

/// <summary>Dependencies point one way: no folder of the core uses a type of a folder to its right, and no library one of another use.</summary>
public sealed partial class DependencyDirection
{
    private static readonly string[] Order =
    [
        "Errors", "Primitives", "Onnx", "Datasets", "Imaging", "Augmentations", "Inference", "Backbones", "Heads", "Features", "Evaluation", "Models",
        "Scoring", "Explanations", "FeatureTraining", "MLNet",
    ];

    public static TheoryData<string> CoreFolders => [.. Order];

    [Theory]
    [MemberData(nameof(CoreFolders))]
    public void CoreFolder_LooksLeftOnly(string folder)
    {
        var types = Folders("MlNetCnn");
        Assert.Equal(Order.Order(), types.Select(types => types.Key).Order());
        var right = Order[(Array.IndexOf(Order, folder) + 1)..].SelectMany(other => types[other]).ToList();
        Types().That().Are(types[folder]).Should().NotDependOnAny(right).Check(Projects.Architecture("MlNetCnn"));
    }

    [Theory]
    [MemberData(nameof(Projects.All), MemberType = typeof(Projects))]
    public void Folders_DependOnEachOtherInNoCircle(string project)
    {
        var folders = Folders(project).SelectMany(folder => folder, (folder, type) => (type, folder.Key)).ToDictionary();
        Assert.NotEmpty(folders);
        var slices = new SliceRuleCreator();
        slices.SetSliceAssignment(new SliceAssignment(
            type => folders.TryGetValue(type, out var folder) ? SliceIdentifier.Of(folder) : SliceIdentifier.Ignore(), "that are folders"));
        new SlicesShould(slices).BeFreeOfCycles().Check(Projects.Architecture(project));
    }

    [Theory]
    [InlineData("MlNetCnn", "System.CommandLine|Spectre|OxyPlot|TorchSharp|MlNetCnn.Diagnostics|MlNetCnn.Training")]
    [InlineData("MlNetCnn.Diagnostics", "System.CommandLine|Spectre|TorchSharp|MlNetCnn.Training")]
    [InlineData("MlNetCnn.Training", "System.CommandLine|Spectre|OxyPlot|MlNetCnn.Diagnostics")]
    [InlineData("MlNetCnn.Hosting", "Microsoft.AspNetCore|System.CommandLine|Spectre|OxyPlot|TorchSharp|MlNetCnn.Diagnostics|MlNetCnn.Training")]
    [InlineData("MlNetCnn.AspNetCore", "System.CommandLine|Spectre|OxyPlot|TorchSharp|MlNetCnn.Diagnostics|MlNetCnn.Training")]
    public void Library_UsesNoLibraryOfAnotherUse(string project, string others) =>
        Types().Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching($@"^({others.Replace(".", @"\.")})(\.|$)"))
            .Check(Projects.Architecture(project));

    /// <summary>The types of a project by the folder of the file that declares them, or else of their namespace.</summary>
    private static ILookup<string, IType> Folders(string project)
    {
        var declared =
            from file in Repository.Sources("src", project)
            where file.Relative.Contains('/')
            from Match declaration in Declaration().Matches(File.ReadAllText(file.Path))
            select (Name: declaration.Groups["name"].Value, Folder: file.Relative[..file.Relative.IndexOf('/')]);
        var folders = declared.ToLookup(type => type.Name, type => type.Folder);
        var types =
            from type in Projects.Architecture(project).Types
            let words = type.FullName.Split('+', '/', '`', '<')[0].Split('.')
            let folder = folders[words[^1]].FirstOrDefault()
                ?? (type.Namespace.FullName.StartsWith($"{project}.", StringComparison.Ordinal) ? words[project.Split('.').Length] : null)
            where folder is not null
            select (type, folder);
        return types.ToLookup(pair => pair.folder, pair => pair.type);
    }

    [GeneratedRegex(@"^(?:public|internal) (?:[a-z]+ )*?(?:class|record struct|record|struct|enum|interface|delegate [\w<>?]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
