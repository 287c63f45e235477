using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class NetworkDiagramTests
{
    [Fact]
    public void Draw_DefaultBackbone_HasATextForEachStageAndTensor()
    {
        var texts = Texts(NetworkDiagram.Render(NetworkOutline.Of(ImageNetwork.Of(Backbone.Default))));

        Assert.Contains("Stage 1: 112 x 112, 64 maps", texts);
        Assert.Contains("Stage 5: 7 x 7, 512 maps", texts);
        Assert.Contains("stage4.block1.projection ... stage4.block3", texts);
        Assert.Contains("Features: 512 numbers", texts);
        Assert.DoesNotContain(texts, text => text.Contains("class", StringComparison.Ordinal));
    }

    [Fact]
    public void Draw_NamesWithMarkup_StayText()
    {
        var classifier = TinyClassifiers.Create(1);
        string[] names = ["<script>alert(1)</script>", "a & \"b\"", "\u0007bell\uD800", "장미", "d"];
        var outline = NetworkOutline.Of(ImageNetwork.Of(classifier)) with { Name = "x</title><script/>", ClassNames = names };

        var svg = XDocument.Parse(Encoding.UTF8.GetString(NetworkDiagram.Render(outline)));

        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "script");
        Assert.Contains(Texts(svg), text => text == "5 classes: <script>alert(1)</script>, a & \"b\", \uFFFDbell\uFFFD, 장미, d");
        Assert.Contains("x</title><script/>", Texts(svg));
    }

    [Fact]
    public void Draw_LongName_IsCutAndStillWhole()
    {
        var name = new string('n', 500);
        var outline = NetworkOutline.Of(ImageNetwork.Of(TinyClassifiers.Create(1))) with { Name = name };

        var svg = XDocument.Parse(Encoding.UTF8.GetString(NetworkDiagram.Render(outline)));

        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "title" && element.Value == name && element.Parent!.Name.LocalName == "text");
        Assert.True(double.Parse(svg.Root!.Attribute("width")!.Value, CultureInfo.InvariantCulture) < 2000);
    }

    [Fact]
    public void Draw_Boxes_AreAsWideAsTheMapsAreLarge()
    {
        var outline = NetworkOutline.Of(ImageNetwork.Of(Backbone.Default));
        var svg = XDocument.Parse(Encoding.UTF8.GetString(NetworkDiagram.Render(outline)));

        var widths = svg.Descendants().Where(element => element.Attribute("class")?.Value is "box stage" or "box input")
            .Select(element => double.Parse(element.Attribute("width")!.Value, CultureInfo.InvariantCulture)).ToList();

        Assert.Equal([300, 150, 75, 37.5, 18.75], widths.Take(5));
    }

    private static List<string> Texts(byte[] svg) => Texts(XDocument.Parse(Encoding.UTF8.GetString(svg)));

    private static List<string> Texts(XDocument svg) =>
        [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Nodes().OfType<XText>().Last().Value)];
}
