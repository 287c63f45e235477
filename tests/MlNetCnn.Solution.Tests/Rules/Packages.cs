using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>What the libraries' packages say of themselves to those who restore and read them.</summary>
[Trait("Category", "Process")]
public sealed class Packages(Packages.Packed packed) : IClassFixture<Packages.Packed>
{
    public static TheoryData<string> Libraries => [.. Packed.Names];

    [Fact]
    public void Core_AsksForTheVersionsOfMlNetThatItRunsUnder()
    {
        var versions = packed.Metadata("MlNetCnn").Descendants().Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => (string)element.Attribute("id")!, element => (string)element.Attribute("version")!);

        Assert.All(["Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.OnnxTransformer"], name => Assert.Equal("[6.0.0, 7.0.0)", versions[name]));
        Assert.Equal("3.119.4", versions["SkiaSharp"]);
    }

    /// <summary>The repository has no public address, so what a link of its own would lead to is not there.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Readme_HasNoLinkThatLeadsNowhere(string library)
    {
        var readme = packed.Text(library, (string)packed.Field(library, "readme")!);

        Assert.Matches(@"\]\(https://", readme);
        Assert.DoesNotMatch(@"\]\((?!https://|#)", readme);

        // Nothing else is another.
        var source = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.Equal(
            Regex.Replace(source, @"\[([^\]]*)\]\([^)]*\)", "$1").ReplaceLineEndings("\n").TrimEnd(),
            Regex.Replace(readme, @"\[([^\]]*)\]\([^)]*\)", "$1").ReplaceLineEndings("\n").TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Package_NamesItsLicensesAndItsReleaseNotes(string library)
    {
        var hasFont = library == "MlNetCnn.Diagnostics";

        Assert.Equal(hasFont ? "MIT AND Bitstream-Vera" : "MIT", packed.Field(library, "license"));
        Assert.NotEmpty(packed.Field(library, "releaseNotes")!);
        Assert.Equal(hasFont, packed.Has(library, "fonts/DejaVuSans-LICENSE.txt"));
    }

    /// <summary>The packages of what is built.</summary>
    public sealed class Packed : IAsyncLifetime
    {
        public static readonly string[] Names = ["MlNetCnn", "MlNetCnn.Diagnostics", "MlNetCnn.Training"];

        private readonly TemporaryFolder _folder = new();

        /// <summary>The part of a package that describes it.</summary>
        public XElement Metadata(string library) => XDocument.Parse(Text(library, $"{library}.nuspec")).Root!.Elements().Single(element => element.Name.LocalName == "metadata");

        /// <summary>One line of it, or null.</summary>
        public string? Field(string library, string name) => Metadata(library).Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

        public bool Has(string library, string entry)
        {
            using var zip = Open(library);
            return zip.GetEntry(entry) is not null;
        }

        public string Text(string library, string entry)
        {
            using var zip = Open(library);
            using var reader = new StreamReader(zip.GetEntry(entry)!.Open());
            return reader.ReadToEnd();
        }

        public async ValueTask InitializeAsync()
        {
            foreach (var name in Names)
            {
                var (exitCode, output, error) = await StockRunner.RunAsync(
                    DotNetSdk.CommandLine,
                    ["pack", Path.Combine(Repository.Root, "src", name), "--no-build", "--configuration", StockRunner.Configuration, "--output", _folder.Root, "--nologo"]);
                Assert.True(exitCode == 0 && !output.Contains("warning", StringComparison.Ordinal), output + error);
            }
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private ZipArchive Open(string library) =>
            ZipFile.OpenRead(Directory.GetFiles(_folder.Root, "*.nupkg").Single(file => Regex.IsMatch(Path.GetFileName(file), $@"^{Regex.Escape(library)}\.[0-9]")));
    }
}
