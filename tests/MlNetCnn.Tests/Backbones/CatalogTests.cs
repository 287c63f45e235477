using Xunit;

namespace MlNetCnn.Tests;

public sealed class CatalogTests
{
    private static BackboneCatalog Catalog => BackboneCatalog.Default;

    public static TheoryData<string> Names => [.. BackboneCatalog.Default.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Entry_Always_IsComplete(string name)
    {
        var entry = Catalog.Get(name);
        Assert.Matches("^[a-z0-9-]+\\.[a-z0-9-]+$", entry.Name);
        Assert.Matches("^[0-9a-f]{64}$", entry.Sha256);
        Assert.StartsWith("https://", entry.Url);
        Assert.InRange(entry.Size, 1_000_000, 1_000_000_000);
        Assert.InRange(entry.Opset, 7, 18);
        Assert.True(entry.InputSize is 224 or 299);
        Assert.True(entry.FeatureCount is 512 or 544 or 768 or 1024 or 1280 or 1536 or 2048 or 4096);
        Assert.True(entry.License is "Apache-2.0" or "MIT" or "BSD-3-Clause");
        Assert.True(Uri.IsWellFormedUriString(entry.Paper, UriKind.Absolute));
        Assert.Equal(entry.IsValidated, entry.Name.EndsWith(".onnx-zoo", StringComparison.Ordinal) || entry.IsBundled);

        // What no source states must be marked as a guess.
        Assert.True(entry.IsValidated || (entry.PreprocessingNote is not null && entry.LicenseNote is not null));
        if (!entry.IsBundled)
        {
            Assert.All(new[] { entry.Url, entry.Mirror! }, address => Assert.True(DownloadHosts.IsOrigin(address)));
            Assert.Equal(Path.GetFileName(entry.Url), Path.GetFileName(entry.Mirror));
            Assert.Contains($"{entry.Opset}.onnx", entry.Url);
        }
    }

    [Fact]
    public void Default_Contents_AreTheNamedNetworks()
    {
        string[] expected =
        [
            "alexnet.onnx-zoo", "caffenet.onnx-zoo", "convnext-tiny.onnx-zoo-cv", "densenet121.onnx-zoo", "efficientnet-lite4.onnx-zoo",
            "googlenet.onnx-zoo", "inception-v1.onnx-zoo", "inception-v2.onnx-zoo", "inception-v3.onnx-zoo-cv", "inception-v4.onnx-zoo-cv",
            "mobilenet-v2.onnx-zoo", "mobilenet-v3-large.onnx-zoo-cv",
            "resnet18-v1.onnx-zoo", "resnet18-v2.onnx-zoo", "resnet18.mlnet", "resnet34-v1.onnx-zoo", "resnet34-v2.onnx-zoo", "resnet50-v1.onnx-zoo",
            "resnet50-v2.onnx-zoo", "resnet101-v1.onnx-zoo", "resnet101-v2.onnx-zoo", "resnet152-v1.onnx-zoo", "resnet152-v2.onnx-zoo",
            "se-resnet18.onnx-zoo-cv", "se-resnet34.onnx-zoo-cv", "se-resnet50.onnx-zoo-cv", "senet154.onnx-zoo-cv",
            "shufflenet-v1.onnx-zoo", "shufflenet-v2.onnx-zoo", "squeezenet1-0.onnx-zoo", "squeezenet1-1.onnx-zoo",
            "vgg16-bn.onnx-zoo", "vgg16.onnx-zoo", "vgg19-bn.onnx-zoo", "vgg19.onnx-zoo",
        ];
        Assert.Equal(expected, Catalog.Names);
        Assert.Equal(expected.Length, Catalog.Entries.Select(e => e.Sha256).Distinct().Count());
    }

    [Fact]
    public void Default_BundledEntry_IsTheDefaultBackbone()
    {
        var entry = Catalog.Entries.Single(e => e.IsBundled);
        var backbone = Backbone.Default;
        Assert.Equal((backbone.Name, backbone.Sha256, backbone.Preprocessing), (entry.Name, entry.Sha256, entry.Preprocessing));
        Assert.Equal((backbone.FeatureTensor, backbone.FeatureCount, backbone.InputWidth), (entry.FeatureTensor, entry.FeatureCount, entry.InputSize));
        Assert.Equal((backbone.Source, backbone.License, backbone.Paper), (entry.Url, entry.License, entry.Paper));
        Assert.Equal(DefaultBackbone.ReadBytes().LongLength, entry.Size);
    }

    [Theory]
    [InlineData("resnet*-v2*", "resnet18-v2.onnx-zoo,resnet34-v2.onnx-zoo,resnet50-v2.onnx-zoo,resnet101-v2.onnx-zoo,resnet152-v2.onnx-zoo")]
    [InlineData("VGG16", "vgg16-bn.onnx-zoo,vgg16.onnx-zoo")]
    [InlineData("*.mlnet", "resnet18.mlnet")]
    [InlineData("squeezenet1-?.*", "squeezenet1-0.onnx-zoo,squeezenet1-1.onnx-zoo")]
    [InlineData("nothing", "")]
    public void Find_Pattern_GivesMatchesInNaturalOrder(string pattern, string names) =>
        Assert.Equal(names, string.Join(',', Catalog.Find(pattern).Select(e => e.Name)));

    [Theory]
    [InlineData("resnet50", "resnet50-v1.onnx-zoo")]
    [InlineData("resnet18.mlent", "resnet18.mlnet")]
    [InlineData("senet", "senet154.onnx-zoo-cv")]
    public void Get_UnknownName_ProposesNames(string name, string meant)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Catalog.Get(name));
        Assert.Equal((ErrorKind.Model, "BACKBONE_NOT_FOUND"), (exception.Kind, exception.Code));
        Assert.Contains(meant, exception.Expected);
    }

    [Fact]
    public async Task GetAsync_BundledName_NeedsNoFileAndNoNetwork() =>
        Assert.Same(Backbone.Default, await Catalog.GetAsync("ResNet18.MLNet", cancellationToken: TestContext.Current.CancellationToken));

    [Fact]
    public void Parse_NameTwice_IsRefused()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => new BackboneCatalog([.. Catalog.Find("alexnet"), .. Catalog.Find("alexnet")]));
        Assert.Equal("CATALOG_INVALID", exception.Code);
        Assert.Contains("alexnet.onnx-zoo", exception.Expected);
    }

    [Theory]
    [InlineData("\"name\": \"Tiny.Test\"", "architecture.tag")]
    [InlineData("\"name\": \"../tiny.test\"", "architecture.tag")]
    [InlineData("\"sha256\": \"12\"", "SHA-256")]
    [InlineData("\"size\": 0", "not positive")]
    [InlineData("\"size\": \"10\"", "JSON")]
    [InlineData("\"url\": \"http://github.com/tiny.onnx\"", "https")]
    [InlineData("\"url\": \"https://example.org/tiny.onnx\"", "known host")]
    [InlineData("\"license\": \"\"", "license")]
    [InlineData("\"license\": null", "JSON")]
    [InlineData("\"speed\": 3", "JSON")]
    public void Parse_InvalidEntry_IsRefusedWithItsReason(string member, string reason)
    {
        const string good =
            """
            "name": "tiny.test"|"url": "https://github.com/tiny.onnx"|"sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"|"size": 9|
            "opset": 7|"inputSize": 224|"preprocessing": "imagenet"|"license": "MIT"|"paper": "https://example.org"|"validated": true
            """;
        var key = member.Split(':')[0];
        var members = good.ReplaceLineEndings("").Split('|').Where(m => !m.StartsWith(key, StringComparison.Ordinal)).ToList();
        var exception = Assert.Throws<MlNetCnnException>(() => CatalogFile.Parse(Catalogue([.. members, member])));
        Assert.Equal("CATALOG_INVALID", exception.Code);
        Assert.Contains(reason, exception.Expected);
        Assert.Equal(["tiny.test"], CatalogFile.Parse(Catalogue(good.ReplaceLineEndings("").Split('|'))).Names);
    }

    [Fact]
    public void CacheFolder_Environment_DecidesInOrder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "XDG applies to Unix");
        Assert.Equal("/a b/ü", Find(("MLNETCNN_CACHE", "/a b/ü"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")));
        Assert.Equal("/x/mlnetcnn", Find(("XDG_CACHE_HOME", "/x"), ("HOME", "/h")));
        Assert.Equal("/h/.cache/mlnetcnn", Find(("XDG_CACHE_HOME", "relative"), ("HOME", "/h")));
        Assert.Equal("/h/.cache/mlnetcnn", Find(("MLNETCNN_CACHE", ""), ("HOME", "/h")));
    }

    [Fact]
    public void CacheFolder_NoHome_SaysWhatToSet()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => Find());
        Assert.Equal((ErrorKind.Environment, "CACHE_NO_HOME"), (exception.Kind, exception.Code));
        Assert.Contains("MLNETCNN_CACHE", exception.Fix);
    }

    [Fact]
    public void NaturalOrder_Names_CountsNumbers()
    {
        string[] ordered = ["", "a", "a2", "a002b", "a10", "a10b", "ab", "b1", "b123456789012345678901234567890"];
        Assert.Equal(ordered, ordered.Reverse().Order(NaturalOrder.Comparer));
    }

    private static string Catalogue(IEnumerable<string> members) => $$"""{"about": "", "entries": [{ {{string.Join(',', members)}} }]}""";

    private static string Find(params (string Name, string Value)[] environment) =>
        CacheDirectory.Find(environment.ToDictionary(v => v.Name, v => v.Value).GetValueOrDefault);
}
