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

    /// <summary>The README of the project, with its links into the repository leading to the address that the package was built with.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void Readme_LinksToTheRepositoryByItsAddress(string library)
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src", library, "README.md"));
        var readme = packed.Text(library, (string)packed.Field(library, "readme")!);

        Assert.Contains("](../../docs/", source, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\((?!https://|#)", readme);
        Assert.Equal(
            source.Replace("](../../", $"]({Packed.Address}/blob/HEAD/", StringComparison.Ordinal).ReplaceLineEndings("\n").TrimEnd(), readme.ReplaceLineEndings("\n").TrimEnd());
        Assert.Equal(Packed.Address, packed.Field(library, "projectUrl"));
        Assert.Equal(Packed.Address, (string?)packed.Metadata(library).Elements().Single(element => element.Name.LocalName == "repository").Attribute("url"));
    }

    /// <summary>A repository without a public address has nowhere to lead to: the text of links alone is left.</summary>
    [Fact]
    public void Readme_WithoutAnAddress_HasNoLinkThatLeadsNowhere()
    {
        var readme = packed.Text(Packed.WithoutAddress, "README.md", "");

        Assert.Contains("Guide, command line.", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\((?!https://|#)", readme);
        Assert.Null(packed.Field(Packed.WithoutAddress, "projectUrl", ""));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_ArePackedBesideThePackage(string library) => Assert.True(packed.HasSymbols(library));

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
        /// <summary>The address that the packages are built with.</summary>
        public const string Address = "https://example.com/owner/repository";

        /// <summary>The one that is also packed without an address.</summary>
        public const string WithoutAddress = "MlNetCnn.Diagnostics";

        public static readonly string[] Names = ["MlNetCnn", "MlNetCnn.Diagnostics", "MlNetCnn.Training", "MlNetCnn.Hosting", "MlNetCnn.AspNetCore"];

        private readonly TemporaryFolder _folder = new();

        /// <summary>The part of a package that describes it.</summary>
        public XElement Metadata(string library, string address = Address) =>
            XDocument.Parse(Text(library, $"{library}.nuspec", address)).Root!.Elements().Single(element => element.Name.LocalName == "metadata");

        /// <summary>One line of it, or null.</summary>
        public string? Field(string library, string name, string address = Address) =>
            Metadata(library, address).Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

        public bool Has(string library, string entry)
        {
            using var zip = ZipFile.OpenRead(Find(library, Address));
            return zip.GetEntry(entry) is not null;
        }

        public string Text(string library, string entry, string address = Address)
        {
            using var zip = ZipFile.OpenRead(Find(library, address));
            using var reader = new StreamReader(zip.GetEntry(entry)!.Open());
            return reader.ReadToEnd();
        }

        public bool HasSymbols(string library) => File.Exists(Path.ChangeExtension(Find(library, Address), ".snupkg"));

        public async ValueTask InitializeAsync()
        {
            foreach (var name in Names)
            {
                await PackAsync(name, Address);
            }

            await PackAsync(WithoutAddress, "");
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task PackAsync(string name, string address)
        {
            var (exitCode, output, error) = await StockRunner.RunAsync(
                DotNetSdk.CommandLine,
                ["pack", Path.Combine(Repository.Root, "src", name), "--no-build", "--configuration", StockRunner.Configuration, "--output", Folder(address),
                    $"-p:RepositoryAddress={address}", "--nologo"]);
            Assert.True(exitCode == 0 && !output.Contains("warning", StringComparison.Ordinal), output + error);
        }

        private string Find(string library, string address) =>
            Directory.GetFiles(Folder(address), "*.nupkg").Single(file => Regex.IsMatch(Path.GetFileName(file), $@"^{Regex.Escape(library)}\.[0-9]"));

        private string Folder(string address) => _folder.File(address.Length > 0 ? "public" : "local");
    }
}
