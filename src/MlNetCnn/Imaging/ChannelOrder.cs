namespace MlNetCnn.Imaging;

/// <summary>The order in which a network expects the channels of a pixel.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Blue, green, red, as expected by networks trained with Caffe or OpenCV.</summary>
    Bgr,
}
