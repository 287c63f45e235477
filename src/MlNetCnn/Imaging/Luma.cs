namespace MlNetCnn.Imaging;

/// <summary>The weights of red, green and blue in a pixel's luma: Recommendation ITU-R BT.601, as in JPEG, PIL and torchvision.</summary>
internal static class Luma
{
    /// <summary>The weight of red.</summary>
    public const float Red = 0.299f;

    /// <summary>The weight of green.</summary>
    public const float Green = 0.587f;

    /// <summary>The weight of blue.</summary>
    public const float Blue = 0.114f;
}
