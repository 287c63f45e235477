using System.Xml;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class HtmlReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_HostileText_StaysText()
    {
        var page = Write(ReportContents.Everything(_folder));

        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "iframe" or "object" or "embed" or "form" or "base");
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        var shown = ReportContents.Hostile.Replace("\u202E", "\\u202e");
        Assert.Equal(shown, page.Descendants("h1").Single().Value);
        Assert.Equal(shown, page.Descendants("title").Single().Value);
        Assert.Contains(page.Descendants("th"), cell => cell.Value == shown);
        Assert.Contains(page.Descendants("p"), paragraph => paragraph.Value == shown);
        Assert.Contains(page.Descendants("dt"), term => term.Value == shown);
        Assert.Equal($"mlnetcnn train --data '{shown}'", page.Descendants("code").Single().Value);
    }

    [Fact]
    public void Write_Everything_AsksForNothingElsewhere()
    {
        var page = Write(ReportContents.Everything(_folder));

        var links = page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "data" or "action" or "srcset");
        Assert.All(links, link => Assert.Matches("^(#[a-z0-9-]+|data:(,|image/(jpeg|png);base64,[A-Za-z0-9+/=]+))$", link.Value));
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value);
        Assert.DoesNotContain("@import", page.Descendants("style").Single().Value);
        var policy = page.Descendants("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.StartsWith("default-src 'none';", policy);
        Assert.DoesNotContain("script-src", policy);
    }

    [Fact]
    public void Write_Everything_EveryLinkLeadsSomewhereAndNamesAreUnique()
    {
        var page = Write(ReportContents.Everything(_folder));

        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(page.Descendants("a"), link => Assert.Contains(link.Attribute("href")!.Value[1..], ids));
        var clips = page.Descendants().Attributes("clip-path").Select(clip => clip.Value["url(#".Length..^1]).ToArray();
        Assert.NotEmpty(clips);
        Assert.All(clips, clip => Assert.Contains(clip, ids));
        Assert.Equal(4, page.Descendants().Count(element => element.Name.LocalName == "svg"));
    }

    [Fact]
    public void Write_ConfusionCell_OpensAsManyPicturesAsItCounts()
    {
        var content = ReportContents.Everything(_folder);

        var page = Write(content);

        var cells = Matrix(page).Descendants("a").ToArray();
        Assert.Equal(content.Measured!.Confusion.NonZero.Count(), cells.Length);
        Assert.All(cells, cell =>
        {
            var panel = page.Descendants("div").Single(div => (string?)div.Attribute("id") == cell.Attribute("href")!.Value[1..]);
            var count = int.Parse(cell.Value);
            var isRight = panel.Attribute("id")!.Value.Split('-') is [_, var actual, var predicted] && actual == predicted;
            var images = panel.Descendants("img").Count();
            Assert.Equal(Math.Min(count, isRight ? 12 : 24), images);
            Assert.Equal(images < count, panel.Value.Contains($"{count - images} are left out"));
        });
    }

    [Fact]
    public void Write_TenThousandPicturesOfNoise_StaysBelow20Megabytes()
    {
        var names = Enumerable.Range(0, 30).Select(k => $"class {k}").ToArray();
        var images = ReportContents.Images(_folder, 10_000, names.Length, i => $"{i}.png", side: 260);

        var page = Write(new ReportContent { Title = "many", Measured = ClassificationReport.Create(names, images), Images = images });

        Assert.InRange(new FileInfo(_folder.File("r.html")).Length, 5_000_000, 20_000_000);
        Assert.Contains("left out to keep the page small", page.Value);
        Assert.Equal(25, Matrix(page).Element("tbody")!.Elements("tr").Count());
        Assert.Contains("the 25 of 30 classes with the most mistakes", page.Value);
        Assert.Equal(30, Section(page, "classes").Descendants("tbody").Single().Elements("tr").Count());
    }

    [Fact]
    public void Write_NothingMeasured_HasOnlyWhatThereIs()
    {
        var page = Write(new ReportContent { Title = "empty" });

        Assert.Empty(page.Descendants("section"));
        Assert.Empty(page.Descendants("a"));
    }

    [Fact]
    public void Write_PicturesThatAreGone_AreSaidToBe()
    {
        string[] names = ["ant", "bee"];
        ScoredImage[] images = [new(_folder.File("gone.png"), 0, [0.4f, 0.6f])];

        var page = Write(new ReportContent { Title = "gone", Measured = ClassificationReport.Create(names, images), Images = images });

        Assert.Empty(page.Descendants("img"));
        Assert.Equal(2, page.Descendants("span").Count(span => (string?)span.Attribute("class") == "missing"));
    }

    [Fact]
    public void Write_Cancelled_LeavesNoFile()
    {
        Assert.ThrowsAny<OperationCanceledException>(
            () => HtmlReport.Write(_folder.File("r.html"), ReportContents.Everything(_folder), new CancellationToken(canceled: true)));

        Assert.False(File.Exists(_folder.File("r.html")));
    }

    [Fact]
    public void Write_CancelledWhileHeatMapsAreMade_MakesNoMoreAndLeavesNoFile()
    {
        using var stop = new CancellationTokenSource();
        var asked = 0;
        var content = ReportContents.Everything(_folder) with
        {
            HeatMap = _ =>
            {
                asked++;
                stop.Cancel();
                return null;
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => HtmlReport.Write(_folder.File("r.html"), content, stop.Token));
        Assert.Equal(1, asked);
        Assert.False(File.Exists(_folder.File("r.html")));
    }

    [Fact]
    public void Write_TwiceTheSame_GivesTheSameBytes()
    {
        var content = ReportContents.Everything(_folder);
        HtmlReport.Write(_folder.File("a.html"), content, TestContext.Current.CancellationToken);
        HtmlReport.Write(_folder.File("b.html"), content, TestContext.Current.CancellationToken);

        Assert.Equal(File.ReadAllBytes(_folder.File("a.html")), File.ReadAllBytes(_folder.File("b.html")));
    }

    [Fact]
    public void Write_TrainedClassifier_ShowsItsTestImages()
    {
        HtmlReport.Write(_folder.File("r.html"), Classifiers.Emoji);

        var page = Read();
        Assert.Contains("resnet18.mlnet", page.Descendants("h1").Single().Value);
        Assert.NotEmpty(Section(page, "confusion").Descendants("img"));
        Assert.Contains("MIT", Section(page, "run").Value);
    }

    private static XElement Matrix(XElement page) => page.Descendants("table").Single(table => (string?)table.Attribute("class") == "matrix");

    private static XElement Section(XElement page, string id) => page.Descendants("section").Single(section => (string?)section.Attribute("id") == id);

    private XElement Write(ReportContent content)
    {
        HtmlReport.Write(_folder.File("r.html"), content, TestContext.Current.CancellationToken);
        return Read();
    }

    // In a well-formed page, no text has ended a tag or an attribute.
    private XElement Read()
    {
        using var reader = XmlReader.Create(_folder.File("r.html"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
